import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect } from "@playwright/test"
import { checkReceipt } from "@tutti/sdk"
import { asCsv, csvFile, sampleRows } from "../support/credit-file.ts"
import { test } from "../support/stage.ts"
import { untilView } from "../support/view.ts"
import { tapWire } from "../support/wire-tap.ts"

const dense = (units: number, activation: "relu" | "linear") =>
  ({ kind: "dense", units, activation }) as const

const CANARY_NUMBER = "61.8033988"
const CANARY_FILE = "quarterly-canary-file.csv"

/** The bytes of a number in every form that a slip could send it in. */
const forms = (text: string) => {
  const [double, single] = [Buffer.alloc(8), Buffer.alloc(4)]
  double.writeDoubleLE(Number(text))
  single.writeFloatLE(Number(text))
  return [Buffer.from(text), double, single]
}

test("[U7] no byte that a tab sends holds a cell or a file name, and the ledger counts what was sent", async ({
  stage,
}) => {
  const { study, link } = await stage.study({
    model: { inputs: 42, layers: [dense(256, "relu"), dense(2, "linear")], loss: "softmax-cross-entropy" },
    training: { rounds: 2, quorum: { minOwners: 1, fraction: 1 } },
  })
  const tap = await tapWire(stage.relay.url)
  const owner = await stage.ownerTab(link.replace(stage.relay.url, tap.url))
  const rows = sampleRows(60).map((row, index) =>
    index % 7 === 0 ? [row[0] ?? "", CANARY_NUMBER, ...row.slice(2)] : row,
  )
  await owner.locator("input[type=file]").setInputFiles(csvFile(CANARY_FILE, asCsv(rows)))
  await owner.getByRole("button", { name: "Continue" }).click()

  // Column sums are the first thing that the data gives away; they leave after the agreement and not before.
  expect(tap.sent().includes('"statistics"')).toBe(false)
  await owner.getByRole("checkbox", { name: /^I have read what leaves this tab/ }).check()
  await owner.getByRole("button", { name: "Take part" }).click()
  await expect(owner.getByRole("heading", { name: "You are in" })).toBeVisible()
  await stage.admin.command(study, "start")
  await untilView(stage.admin, study, ({ state }) => state === "finished")
  await expect(owner.getByText(/^Step 5 of 5/)).toBeVisible()

  const sent = tap.sent()
  expect(sent.includes('"statistics"')).toBe(true)
  expect(sent.length).toBeGreaterThan(2 * 5_768)
  for (const form of [...forms(CANARY_NUMBER), Buffer.from(CANARY_FILE)])
    expect(sent.includes(form)).toBe(false)

  const download = owner.waitForEvent("download")
  await owner.getByRole("button", { name: "Download the receipt" }).click()
  const receipt = JSON.parse(readFileSync(await (await download).path(), "utf8"))
  expect(await checkReceipt(JSON.stringify(receipt))).toMatchObject({ ok: true })
  // The frames add socket.io's own words to each message; what the ledger lists is nearly all there is.
  const ratio = receipt.sent.bytes / tap.framePayloadBytes()
  expect(ratio).toBeGreaterThan(0.98)
  expect(ratio).toBeLessThanOrEqual(1)

  const secret = new URL(link).hash.slice(1)
  const stored = readdirSync(stage.relay.dataDir).map((name) => readFileSync(join(stage.relay.dataDir, name)))
  for (const place of [...stored, Buffer.from(stage.relay.log())]) {
    expect(place.includes(CANARY_NUMBER)).toBe(false)
    expect(place.includes(secret)).toBe(false)
  }
  expect(sent.subarray(0, sent.indexOf("\r\n\r\n")).includes(secret)).toBe(false)
  await tap.close()
})
