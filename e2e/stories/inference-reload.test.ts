import { readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { expect, type Page } from "@playwright/test"
import {
  clientTab,
  dealingTab,
  goOn,
  offerBundledModel,
  reloadAndGoOn,
  reloadOwner,
} from "../support/inference.ts"
import { holds } from "../support/screens.ts"
import { test } from "../support/stage.ts"
import { tapWire } from "../support/wire-tap.ts"

const digits = new URL("../../public/samples/digits/", import.meta.url)
const images = readFileSync(new URL("images.idx3-ubyte", digits))
const weights = readFileSync(new URL("weights.bin", digits))

const IDX_HEADER = 16
const COPIES = 10

/** The bundled images over and over: a run that is long enough to be left in its middle. */
function manyImages() {
  const header = Buffer.from(images.subarray(0, IDX_HEADER))
  header.writeUInt32BE(COPIES * header.readUInt32BE(4), 4)
  const pixels = Array.from({ length: COPIES }, () => images.subarray(IDX_HEADER))
  const buffer = Buffer.concat([header, ...pixels])
  return { name: "many.idx3-ubyte", mimeType: "application/octet-stream", buffer }
}

const SHOWN = 8
/** Of values that stand side by side: as they are, as floats, and in the ring of 32 bits with 11 digits after the point. */
const forms = (values: readonly number[]): Buffer[] => [
  Buffer.from(Float32Array.from(values).buffer),
  Buffer.from(Int32Array.from(values, (value) => Math.round(value * 2 ** 11)).buffer),
]

/** What no wire may carry: rows of weights, and the ink of the first image. */
function needles(): Buffer[] {
  const floats = new Float32Array(Uint8Array.from(weights).buffer)
  const places = Array.from({ length: 20 }, (_, row) => 128 * (300 + row))
  const rows = places.map((place) => [...floats.subarray(place, place + SHOWN)])
  const inked = images.subarray(IDX_HEADER, IDX_HEADER + 784)
  const start = inked.findIndex((_, at) => inked.subarray(at, at + SHOWN).every((pixel) => pixel > 0))
  const ink = inked.subarray(start, start + SHOWN)
  return [...rows.flatMap(forms), ink, ...forms([...ink].map((pixel) => pixel / 255))]
}

const askOne = async (client: Page) => {
  await client.getByRole("button", { name: "Sample 1, a handwritten 7" }).click()
  await client.getByRole("button", { name: "Ask about this image" }).click()
  await expect(client.getByText("It is 7")).toBeVisible()
}

/** What this browser keeps of offers. */
const keptOffers = (admin: Page): Promise<number> =>
  admin.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("tutti-model-owner")
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const counting = opening.result.transaction("offers").objectStore("offers").count()
          counting.onsuccess = () => resolve(counting.result)
          counting.onerror = () => reject(counting.error)
        }
      }),
  )

test("[U34] the model owner’s tab is reloaded between two questions and in the middle of one: the link stays, and no pixel and no weight leaves", async ({
  stage,
}) => {
  // Two runs of thousands of images, one screen through axe.
  test.slow()
  const { key } = await dealingTab(stage)
  const [ownerWire, clientWire] = [await tapWire(stage.relay.url), await tapWire(stage.relay.url)]
  const admin = await stage.ownerTab(`${ownerWire.url}/admin#${stage.relay.adminToken()}`)
  const link = await offerBundledModel(admin, { dealerKey: key })
  await expect(admin.getByText(/this browser keeps the model, its key/)).toBeVisible()
  const client = await clientTab(stage, link.replace(ownerWire.url, clientWire.url))
  await askOne(client)

  // Between two questions. Who has the link waits until the model owner goes on.
  await reloadOwner(admin)
  await expect(client.getByText("Waiting for the model owner’s tab")).toBeVisible()
  await goOn(admin)
  await expect(admin.getByRole("status", { name: "The client’s link" })).toHaveText(link)
  await askOne(client)
  await expect(admin.getByText("Run 2 ended: finished, transcripts equal.")).toBeVisible()

  // In the middle of one.
  await client.getByLabel("A picture or an IDX file").setInputFiles(manyImages())
  const ask = client.getByRole("button", { name: "Ask about 2,000 images" })
  await ask.click()
  await expect(client.getByText(/^[1-9][\d,]* of 2,050 images computed/)).toBeVisible()
  await reloadOwner(admin)
  const told = client.getByRole("alert", { name: "The model owner’s tab left in the middle of the run." })
  await expect(told).toBeVisible()
  await expect(told.getByText(/ask again when everybody is back/)).toBeVisible()
  await expect(client.getByRole("heading", { name: "The answer" })).toHaveCount(0)
  await holds(client, "inference, model owner left")
  await goOn(admin)
  await ask.click()
  const answers = client.getByRole("table", { name: "What the model makes of each image" })
  await expect(answers).toBeVisible({ timeout: 60_000 })
  await expect(answers.getByRole("row").locator("td").first()).toHaveText("7")
  await expect(admin.getByText("Run 4 ended: finished, transcripts equal.")).toBeVisible()

  // Both wires carried four runs' masked values, and nothing else of model and images.
  expect(ownerWire.framePayloadBytes()).toBeGreaterThan(4 * weights.length)
  expect(clientWire.framePayloadBytes()).toBeGreaterThan(4 * weights.length)
  for (const sent of [ownerWire.sent(), clientWire.sent()])
    for (const needle of needles()) expect(sent.includes(needle)).toBe(false)

  await admin.getByRole("button", { name: "Offer another model" }).click()
  await admin.getByRole("dialog").getByRole("button", { name: "Offer another model" }).click()
  await expect(client.getByText(/This offer is over/)).toBeVisible()
  expect(await keptOffers(admin)).toBe(0)
  await Promise.all([ownerWire.close(), clientWire.close()])
})

test("[U35] a relay that was started again is told of the offer once more, by an open tab and by a reloaded one", async ({
  stage,
}) => {
  // A relay starts three times.
  test.slow()
  const { key } = await dealingTab(stage)
  const admin = await stage.adminTab()
  const link = await offerBundledModel(admin, { dealerKey: key })
  const client = await clientTab(stage, link)
  await askOne(client)

  await stage.relay.kill()
  await stage.relay.start()
  await expect(admin.getByText(/The relay was started again/)).toBeVisible()
  await expect(client.getByText("Waiting")).toHaveCount(0)
  await askOne(client)
  await expect(admin.getByText("Run 2 ended: finished, transcripts equal.")).toBeVisible()

  await stage.relay.kill()
  await admin.goto("about:blank")
  await stage.relay.start()
  await expect(client.getByRole("alert", { name: /The relay does not know this offer/ })).toBeVisible()
  await admin.goto(`${stage.relay.url}/admin/inference`)
  await goOn(admin)
  await expect(client.getByRole("alert")).toHaveCount(0)
  await askOne(client)
  // A page cannot look for its relay without its browser writing that it did not answer.
  stage.complaints.length = 0
})

test("[U35] a relay that has lost its key is not the one that was signed for: the model owner is told what to do", async ({
  stage,
}) => {
  test.slow()
  const { key } = await dealingTab(stage)
  const admin = await stage.adminTab()
  await offerBundledModel(admin, { dealerKey: key })
  await stage.relay.kill()
  // Its key is in the database, beside the admin token.
  const { dataDir } = stage.relay
  for (const name of readdirSync(dataDir)) if (name !== "admin-token") rmSync(join(dataDir, name))
  await stage.relay.start()
  const told = admin.getByRole("alert", { name: /has another key than the one that your signed terms name/ })
  await expect(told).toBeVisible()
  await reloadOwner(admin)
  await admin.getByRole("button", { name: "Go on" }).click()
  await expect(told).toBeVisible()
  await admin.getByRole("button", { name: "Withdraw it" }).click()
  await admin.getByRole("dialog").getByRole("button", { name: "Withdraw it" }).click()
  await expect(admin.getByText("You were offering")).toHaveCount(0)
  expect(await keptOffers(admin)).toBe(0)
  // A page cannot look for its relay without its browser writing that it did not answer, or refused.
  stage.complaints.length = 0
})

test("[U36] one tab of a browser answers for an offer: another one waits until the first is closed", async ({
  stage,
}) => {
  const { key } = await dealingTab(stage)
  const admin = await stage.adminTab()
  const link = await offerBundledModel(admin, { dealerKey: key })
  const client = await clientTab(stage, link)
  const other = await admin.context().newPage()
  await other.goto(`${stage.relay.url}/admin#${stage.relay.adminToken()}`)
  await other.getByRole("link", { name: "Offer a model" }).click()
  await other.getByRole("button", { name: "Go on" }).click()
  await expect(other.getByRole("heading", { name: "Another tab answers for this offer" })).toBeVisible()
  await holds(other, "inference, offered by another tab")
  await askOne(client)
  await admin.close()
  await expect(other.getByRole("status", { name: "The client’s link" })).toHaveText(link)
  await askOne(client)
  await reloadAndGoOn(other)
  await askOne(client)
})
