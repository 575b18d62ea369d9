import { expect } from "@playwright/test"
import { agree, boston, csvFile, declare, hands, signAndInvite } from "../support/regression.ts"
import { test } from "../support/stage.ts"
import { tapWire } from "../support/wire-tap.ts"

test("[U24] columns of other names are chosen by hand; a file that does not fit is told by words alone; the admin sees both", async ({
  stage,
}) => {
  const admin = await stage.adminTab()
  await declare(admin, { csv: boston, opening: "The pooled sums", owners: 3 })
  await admin.getByText("Units, where a column has one").click()
  await admin.getByRole("textbox", { name: "Unit of rm" }).fill("rooms")
  const link = await signAndInvite(admin)
  const [first = "", second = ""] = hands(boston, 4)

  const mapping = await stage.ownerTab(link)
  const foreign = first.replace(",rm,", ",Zimmer,")
  await mapping.getByLabel("Choose a CSV file").setInputFiles(csvFile("häuser.csv", foreign))
  await expect(mapping.getByText("D_COLUMN_MISSING")).toBeVisible()
  await mapping.getByRole("combobox", { name: "Column of your file for rm" }).selectOption("Zimmer")
  await mapping.getByRole("button", { name: "Go on to the agreement" }).click()
  await expect(mapping.getByText("Yours: every column fits. No count and no value.")).toBeVisible()
  await mapping.getByLabel("Your name, for the organiser").fill("Nord")
  await agree(mapping)

  const tap = await tapWire(stage.relay.url)
  const telling = await stage.ownerTab(link.replace(stage.relay.url, tap.url))
  const wild = second.replace(/\n[^,]+,/, "\n77123.5,")
  await telling.getByLabel("Choose a CSV file").setInputFiles(csvFile("towns.csv", wild))
  await expect(telling.getByText("E_RG_RANGE")).toBeVisible()
  await telling.getByRole("checkbox", { name: "rm is not in rooms in your file" }).check()
  expect(tap.framePayloadBytes()).toBe(0)
  await telling.getByLabel("Your name, for the organiser").fill("Süd")
  await telling.getByRole("button", { name: "Tell which columns do not fit" }).click()
  await expect(telling.getByText(/can see it now/)).toBeVisible()
  expect(tap.sent().toString("latin1")).toContain('"out-of-range"')
  for (const secret of ["77123", "towns.csv"]) expect(tap.sent().includes(secret)).toBe(false)
  const row = (name: string) =>
    admin.getByRole("region", { name: "Do the files fit?" }).getByRole("row", { name })
  await expect(admin.getByText("1 of 2 owners have a file that fits.", { exact: false })).toBeVisible()
  await expect(row("crim").getByRole("cell")).toHaveText([/fits/, /out of range/])
  await expect(row("rm rooms").getByRole("cell")).toHaveText([/fits/, /another unit/])
  await expect(admin.getByText("1 of at least 3 owners have agreed")).toBeVisible()

  // The same owner comes with a mended file.
  await telling.getByLabel("Choose another file").setInputFiles(csvFile("towns.csv", second))
  await telling.getByRole("button", { name: "Go on to the agreement" }).click()
  await agree(telling)
  await expect(admin.getByText("2 of at least 3 owners have agreed")).toBeVisible()
  await expect(admin.getByText("Every column fits at 2 owners.", { exact: false })).toBeVisible()
  await tap.close()
})
