import { expect } from "@playwright/test"
import { chooseBundledModel, clientTab, dealingTab, draw, offerModel, SEVEN } from "../support/inference.ts"
import { test } from "../support/stage.ts"

test("[U24] a drawn digit’s label is in the client’s tab and nowhere else", async ({ stage }) => {
  const { dealer, key } = await dealingTab(stage)
  const admin = await stage.adminTab()
  await chooseBundledModel(admin)
  const link = await offerModel(admin, { dealerKey: key })
  const client = await clientTab(stage, link)
  await draw(client, SEVEN)
  await client.getByRole("button", { name: "Take this drawing" }).click()
  await client.getByRole("button", { name: "Ask about this image" }).click()
  await expect(client.getByText("It is 7")).toBeVisible()
  await expect(admin.getByText("Run 1 ended: finished, transcripts equal.")).toBeVisible()
})
