import { mkdirSync } from "node:fs"
import { expect, type Page } from "@playwright/test"
import { StudyId } from "@tutti/protocol"
import { PNG } from "pngjs"
import decodeQr from "qr/decode.js"
import { takePart, test } from "../support/stage.ts"

/** Pictures of the screens; the documents' own are made by `npm run screenshots`. */
const screenshots = process.env.TUTTI_SCREENSHOTS ?? "test-results/screenshots"
mkdirSync(screenshots, { recursive: true })

test("[U1] from the template to five rounds by three owners, on the screens alone; the curves are the export", async ({
  stage,
}) => {
  const admin = await stage.adminTab()
  await admin
    .getByRole("button", { name: "New study" })
    .or(admin.getByRole("link", { name: "New study" }))
    .first()
    .click()
  await admin.getByRole("button", { name: "Use this template" }).click()
  await admin.getByRole("link", { name: "Training and quorum" }).click()
  await admin.getByRole("spinbutton", { name: "Rounds", exact: true }).fill("5")
  await admin.getByRole("spinbutton", { name: /^Least owners/ }).fill("3")
  await admin.getByRole("link", { name: "Review" }).click()
  await admin.getByRole("radio", { name: /^Trusted/ }).check()
  await admin.getByRole("button", { name: "Create the study" }).click()
  await admin.getByRole("button", { name: "Make an invite link" }).click()
  const link = (await admin.getByRole("status", { name: "Invite link" }).textContent()) ?? ""
  expect(await qrText(admin)).toBe(link)
  const study = StudyId.parse(new URL(link).pathname.split("/").at(-1))

  const owners = await Promise.all([0, 1, 2].map(() => stage.ownerTab(link)))
  for (const owner of owners)
    await expect(owner.getByRole("button", { name: "Use sample data" })).toBeEnabled()
  await owners[0]?.screenshot({ path: `${screenshots}/owner-landing.png`, fullPage: true })
  for (const owner of owners) await takePart(owner)
  await admin.getByRole("link", { name: "Cockpit" }).click()
  await admin.getByRole("button", { name: "Start" }).click()

  for (const owner of owners) await expect(owner.getByText(/^Step 5 of 5/)).toBeVisible({ timeout: 60_000 })
  await expect(admin.getByText("The study is finished.")).toBeVisible()

  const rounds = await stage.admin.metrics(study)
  expect(rounds.map(({ round, survivors }) => [round, survivors])).toEqual(
    [1, 2, 3, 4, 5].map((round) => [round, 3]),
  )
  const csv = (await stage.admin.metricsCsv(study)).trim().split("\n")
  expect(csv).toHaveLength(6)

  const loss = admin.getByRole("figure", { name: /^Loss/ })
  await expect(loss.locator("g[data-curve]")).toHaveCount(2)
  await loss.getByRole("button", { name: "As a table" }).click()
  for (const { round, trainLoss, validationLoss } of rounds) {
    const row = loss
      .getByRole("row")
      .filter({ has: admin.getByRole("rowheader", { name: String(round), exact: true }) })
    await expect(row).toContainText(trainLoss.toFixed(4))
    await expect(row).toContainText((validationLoss ?? Number.NaN).toFixed(4))
  }
  await loss.getByRole("button", { name: "As a table" }).click()
  await admin.screenshot({ path: `${screenshots}/cockpit.png`, fullPage: true })
  await owners[0]?.screenshot({ path: `${screenshots}/owner-result.png`, fullPage: true })
})

/** The text of the QR code on the page, read off its pixels as a camera would. */
async function qrText(page: Page): Promise<string | undefined> {
  const png = PNG.sync.read(await page.getByRole("img", { name: /QR code/ }).screenshot())
  return decodeQr({ width: png.width, height: png.height, data: png.data })
}
