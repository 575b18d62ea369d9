import { readFileSync } from "node:fs"
import { expect, type Page } from "@playwright/test"
import { startDealer } from "../support/dealer.ts"
import { type Stage, test } from "../support/stage.ts"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")
const boston = read("../../public/samples/boston-housing.csv")
type Oracle = { terms: { name: string; coef: number; std_err: number }[]; r_squared: number }
/** As statsmodels computed it over the pooled rows. */
const { plain: oracle }: { plain: Oracle } = JSON.parse(read("../../packages/regression/vectors/boston.json"))
const OWNERS = 4

test("[U20] a regression that opens pooled sums: an admin and four owner tabs get statsmodels' table", async ({
  stage,
}) => {
  const { admin, owners } = await runRegression(stage, "The pooled sums")
  await expectOracle(admin)
  await expectShown(owners)
})

test("[U21] a regression that opens the table only, with a dealer's process: the same table", async ({
  stage,
}) => {
  const dealer = await startDealer(stage.relay.url)
  try {
    const { admin, owners } = await runRegression(stage, "The table only", dealer.publicKey)
    await expectOracle(admin)
    await expectShown(owners)
  } finally {
    await dealer.stop()
  }
})

/** From the screens alone: declare, invite, choose, agree, freeze, run. */
async function runRegression(stage: Stage, opening: string, dealerKey?: string) {
  const admin = await stage.adminTab()
  await admin.getByRole("link", { name: "New regression" }).click()
  await admin.getByLabel("A CSV file with a header line").setInputFiles(csv("boston.csv", boston))
  await admin.getByLabel("Title").fill("What houses cost")
  await admin.getByLabel("Who asks").fill("The housing office")
  await admin.getByRole("radio", { name: opening }).check()
  if (dealerKey !== undefined) await admin.getByLabel("The dealer’s key").fill(dealerKey)
  await admin.getByRole("button", { name: "Sign and create" }).click()
  await admin.getByRole("button", { name: "Make an invite link" }).click()
  const link = (await admin.getByRole("status", { name: "Invite the owners" }).textContent()) ?? ""

  const owners = await Promise.all(hands(boston).map((text) => takePart(stage, link, text)))
  await expect(admin.getByText(`${OWNERS} of at least ${OWNERS} owners have agreed`)).toBeVisible()
  await admin.getByRole("button", { name: "Close the list and sign it" }).click()
  await admin.getByRole("button", { name: "Freeze them" }).click()
  if (dealerKey !== undefined) await expect(admin.getByText("The dealer is there")).toBeVisible()
  await admin.getByRole("button", { name: "Start the run" }).click()
  await expect(admin.getByRole("heading", { name: "Result" })).toBeVisible({ timeout: 60_000 })
  return { admin, owners }
}

async function takePart(stage: Stage, link: string, text: string): Promise<Page> {
  const owner = await stage.ownerTab(link)
  await owner.getByLabel("Choose a CSV file").setInputFiles(csv("rows.csv", text))
  await owner.getByRole("button", { name: "Go on to the agreement" }).click()
  await owner.getByLabel("I agree that my rows take part in this way").check()
  await owner.getByRole("button", { name: "Take part" }).click()
  await expect(owner.getByRole("heading", { name: "You take part; the run has not begun" })).toBeVisible()
  return owner
}

async function expectOracle(admin: Page): Promise<void> {
  const waiting = admin.waitForEvent("download")
  await admin.getByRole("button", { name: "JSON" }).click()
  const table = JSON.parse(readFileSync(await (await waiting).path(), "utf8"))
  expect(Math.abs(table.rSquared / oracle.r_squared - 1)).toBeLessThan(1e-9)
  for (const [place, truth] of oracle.terms.entries()) {
    const term = table.terms[place]
    expect(term.name).toBe(truth.name)
    expect(Math.abs(term.coef - truth.coef) / truth.std_err, truth.name).toBeLessThan(1e-9)
    expect(Math.abs(term.stdErr / truth.std_err - 1), truth.name).toBeLessThan(1e-9)
  }
}

async function expectShown(owners: readonly Page[]): Promise<void> {
  for (const owner of owners) {
    await expect(owner.getByRole("heading", { name: "The regression is finished" })).toBeVisible()
    await expect(owner.getByRole("row", { name: /^lstat -0\.52/ })).toBeVisible()
  }
}

const csv = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) })

/** Rows dealt like cards, each hand with the header. */
function hands(text: string): string[] {
  const [header = "", ...rows] = text.trim().split("\n")
  return Array.from({ length: OWNERS }, (_, owner) =>
    [header, ...rows.filter((_, row) => row % OWNERS === owner)].join("\n"),
  )
}
