import { expect } from "@playwright/test"
import { startDealer } from "../support/dealer.ts"
import {
  agree,
  boston,
  closeList,
  csvFile,
  declare,
  hands,
  signAndInvite,
  takePartInRegression,
} from "../support/regression.ts"
import { holds, pagesOnA4 } from "../support/screens.ts"
import { test } from "../support/stage.ts"

test("[U9] the screens of a regression pass axe in both themes and fit 320 pixels; its table prints on one page", async ({
  stage,
}) => {
  test.slow()
  const admin = await stage.adminTab()
  await holds(admin, "no regressions")
  await admin.getByRole("link", { name: "New regression" }).click()
  await holds(admin, "new regression, no file")
  await admin
    .getByLabel("A CSV file with a header line")
    .setInputFiles(csvFile("text.csv", 'a,b\n1,"2\n3,4\n'))
  await expect(admin.getByText(/^D_/)).toBeVisible()
  await holds(admin, "new regression, no table")
  await admin.getByRole("link", { name: "Studies" }).first().click()
  await declare(admin, { csv: boston, opening: "The pooled sums", owners: 3 })
  await holds(admin, "new regression")
  const link = await signAndInvite(admin)
  await holds(admin, "regression invite")

  const owner = await stage.ownerTab(link)
  await expect(owner.getByRole("button", { name: "Use sample data" })).toBeEnabled()
  await holds(owner, "regression landing")
  const wild = "crim,zn\n1,2\n"
  await owner.getByLabel("Choose a CSV file").setInputFiles(csvFile("wild.csv", wild))
  await expect(owner.getByText("D_COLUMN_MISSING")).toBeVisible()
  await holds(owner, "regression file that does not fit")
  await owner.getByRole("button", { name: "Use sample data" }).click()
  await expect(owner.getByRole("button", { name: "Go on to the agreement" })).toBeEnabled()
  await holds(owner, "regression check")
  await owner.getByRole("button", { name: "Go on to the agreement" }).click()
  await holds(owner, "regression agreement, sums")
  await agree(owner)
  await holds(owner, "regression, waiting for the list")
  const [second = "", third = ""] = hands(boston, 3)
  await takePartInRegression(stage, link, second)
  await takePartInRegression(stage, link, third)
  await expect(admin.getByText("3 of at least 3 owners have agreed")).toBeVisible()
  await holds(admin, "regression, before the list is closed")
  await closeList(admin)
  await holds(admin, "regression, before the run")
  await expect(owner.getByRole("status", { name: "Safety number" })).toBeVisible()
  await holds(owner, "regression, safety number")
  await admin.getByRole("button", { name: "Start the run" }).click()
  await expect(admin.getByRole("heading", { name: "Result" })).toBeVisible({ timeout: 60_000 })
  await admin.getByRole("button", { name: "Make the twin and compare" }).click()
  await expect(admin.getByRole("region", { name: /The same table comes back/ })).toBeVisible()
  await holds(admin, "regression result, admin")
  await expect(owner.getByRole("heading", { name: "The regression is finished" })).toBeVisible()
  await holds(owner, "regression result, owner")
  expect(await pagesOnA4(admin, "regression, admin")).toBe(1)
  expect(await pagesOnA4(owner, "regression, owner")).toBe(1)
  await admin.getByRole("link", { name: "Studies" }).first().click()
  await expect(admin.getByRole("row", { name: /^What houses cost/ })).toBeVisible()
  await holds(admin, "regressions")
})

test("[U9] so do the screens of a run on shares: under way, and without a result", async ({ stage }) => {
  test.slow()
  const dealer = await startDealer(stage.relay.url)
  try {
    const admin = await stage.adminTab()
    const csv = dependent(60)
    await declare(admin, { csv, opening: "The table only", dealerKey: dealer.publicKey, owners: 2 })
    await admin.getByRole("checkbox", { name: /^I know that this table may determine/ }).check()
    await holds(admin, "new regression, table only")
    const link = await signAndInvite(admin)
    const [first = "", second = ""] = hands(csv, 2)
    const owner = await stage.ownerTab(link)
    await owner.getByLabel("Choose a CSV file").setInputFiles(csvFile("rows.csv", first))
    await owner.getByRole("button", { name: "Go on to the agreement" }).click()
    await holds(owner, "regression agreement, table only")
    await agree(owner)
    await takePartInRegression(stage, link, second)
    await expect(admin.getByText("2 of at least 2 owners have agreed")).toBeVisible()
    await closeList(admin)
    await expect(admin.getByText("The dealer is there")).toBeVisible()
    dealer.freeze()
    await admin.getByRole("button", { name: "Start the run" }).click()
    await expect(owner.getByRole("heading", { name: "A run is under way" })).toBeVisible()
    await holds(admin, "regression run, admin")
    await holds(owner, "regression run, owner")
    dealer.thaw()
    await expect(admin.getByText("E_RG_COLLINEAR")).toBeVisible({ timeout: 60_000 })
    await holds(admin, "regression without a result, admin")
    await expect(owner.getByRole("heading", { name: "Runs without a result" })).toBeVisible()
    await holds(owner, "regression without a result, owner")
  } finally {
    await dealer.stop()
  }
})

/** Rows in which one column is twice another. */
function dependent(rows: number): string {
  const line = (row: number) => {
    const [rooms, age] = [1 + (row % 7), (row * 13) % 29]
    return [rooms, 2 * rooms, age, 10 * rooms - age + (row % 3)].join(",")
  }
  return `rooms,doors,age,price\n${Array.from({ length: rows }, (_, row) => line(row)).join("\n")}\n`
}
