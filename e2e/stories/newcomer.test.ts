import { expect } from "@playwright/test"
import { test } from "../support/stage.ts"

test("[U6] a newcomer sees a whole study run: two clicks from the printed link", async ({ stage }) => {
  const admin = await stage.adminTab()
  await admin.getByRole("button", { name: "Try it now" }).click()
  await expect(admin.getByText("The study is finished.")).toBeVisible({ timeout: 60_000 })
  await expect(admin.getByRole("figure", { name: /^Loss/ }).locator("g[data-curve]")).toHaveCount(2)
})
