import { mkdirSync, readFileSync } from "node:fs"
import { expect, type Page } from "@playwright/test"
import { startDealer } from "../support/dealer.ts"
import {
  boston,
  closeList,
  type Declared,
  declare,
  hands,
  signAndInvite,
  takePartInRegression,
} from "../support/regression.ts"
import { pagesOnA4 } from "../support/screens.ts"
import { type Stage, test } from "../support/stage.ts"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")
type Oracle = { terms: { name: string; coef: number; std_err: number }[]; r_squared: number }
/** As statsmodels computed it over the pooled rows. */
const { plain: oracle }: { plain: Oracle } = JSON.parse(read("../../packages/regression/vectors/boston.json"))
const OWNERS = 4
const screenshots = process.env.TUTTI_SCREENSHOTS ?? "test-results/screenshots"
mkdirSync(screenshots, { recursive: true })

test("[U20] a regression that opens pooled sums: an admin and four owner tabs get statsmodels' table", async ({
  stage,
}) => {
  const { admin, owners } = await runRegression(stage, "The pooled sums")
  await expectOracle(admin)
  await expectShown(owners)
  await admin.getByRole("button", { name: "Make the twin and compare" }).click()
  await expect(admin.getByRole("region", { name: /The same table comes back/ })).toBeVisible()
})

test("[U21] a regression that opens the table only, with a dealer's process: the same table", async ({
  stage,
}) => {
  const dealer = await startDealer(stage.relay.url)
  try {
    const { admin, owners } = await runRegression(stage, "The table only", dealer.publicKey)
    await expectOracle(admin)
    await expectShown(owners)
    await admin.screenshot({
      path: `${screenshots}/regression-result.png`,
      fullPage: true,
      clip: { x: 0, y: 0, width: 960, height: 1_240 },
    })
    // More numbers are listed than where sums are opened, and they fit as well.
    expect(await pagesOnA4(admin, "regression, table only")).toBe(1)
    await test.step("[U25] the saved keys open the result in another browser", async () => {
      const keys = await download(admin, "Save the keys")
      const elsewhere = await stage.adminTab()
      await elsewhere.goto(admin.url())
      await expect(
        elsewhere.getByText("This browser does not have the keys of this regression"),
      ).toBeVisible()
      await expect(elsewhere.getByRole("heading", { name: "Result" })).toBeHidden()
      const input = elsewhere.getByLabel("Choose the keys’ file")
      await input.setInputFiles({
        name: "other.json",
        mimeType: "application/json",
        buffer: Buffer.from("{}"),
      })
      await expect(elsewhere.getByText("E_STUDY_KEY")).toBeVisible()
      await input.setInputFiles({
        name: "keys.json",
        mimeType: "application/json",
        buffer: Buffer.from(keys),
      })
      await expectOracle(elsewhere)
    })
  } finally {
    await dealer.stop()
  }
})

/** From the screens alone: declare, invite, choose, agree, freeze, run. */
async function runRegression(stage: Stage, opening: Declared["opening"], dealerKey?: string) {
  const admin = await stage.adminTab()
  await declare(admin, { csv: boston, opening, ...(dealerKey !== undefined && { dealerKey }) })
  const link = await signAndInvite(admin)
  const owners = await Promise.all(
    hands(boston, OWNERS).map((text) => takePartInRegression(stage, link, text)),
  )
  await expect(admin.getByText(`${OWNERS} of at least ${OWNERS} owners have agreed`)).toBeVisible()
  await closeList(admin)
  if (dealerKey !== undefined) await expect(admin.getByText("The dealer is there")).toBeVisible()
  await admin.getByRole("button", { name: "Start the run" }).click()
  await expect(admin.getByRole("heading", { name: "Result" })).toBeVisible({ timeout: 60_000 })
  return { admin, owners }
}

async function expectOracle(admin: Page): Promise<void> {
  const table = JSON.parse(await download(admin, "JSON"))
  expect(Math.abs(table.rSquared / oracle.r_squared - 1)).toBeLessThan(1e-9)
  for (const [place, truth] of oracle.terms.entries()) {
    const term = table.terms[place]
    expect(term.name).toBe(truth.name)
    expect(Math.abs(term.coef - truth.coef) / truth.std_err, truth.name).toBeLessThan(1e-9)
    expect(Math.abs(term.stdErr / truth.std_err - 1), truth.name).toBeLessThan(1e-9)
  }
}

/** What a click saves, as text. */
async function download(page: Page, button: string): Promise<string> {
  const waiting = page.waitForEvent("download")
  await page.getByRole("button", { name: button }).click()
  return readFileSync(await (await waiting).path(), "utf8")
}

async function expectShown(owners: readonly Page[]): Promise<void> {
  for (const owner of owners) {
    await expect(owner.getByRole("heading", { name: "The regression is finished" })).toBeVisible()
    await expect(owner.getByRole("row", { name: /^lstat -0\.52/ })).toBeVisible()
  }
}
