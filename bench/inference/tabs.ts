import { readFile } from "node:fs/promises"
import { join } from "node:path"
import type { Page } from "@playwright/test"
import { firstImages, type Images, pixelsToFloats, readImages } from "@tutti/data"
import { labelsOf, networkOutputs, readNetworkFiles } from "@tutti/learning"
import type { RelayProcess } from "../../e2e/support/relay.ts"
import { withRelayProcess } from "../harness/page.ts"
import { dealIn, PATIENCE } from "../harness/tabs.ts"
import { pressLater, startUnwatched, type Unwatched } from "../harness/unwatched.ts"
import { mnistFiles, trainedDigits } from "./digits.ts"
import { orFewer } from "./fewer.ts"

/* The whole of MNIST's test set where people sit: a dealer's, a model owner's and a client's tab of one Chromium. */

const RUNS = 3
const LEAST_AGREEMENT = 0.999

/** What the two bring: model.json and weights.bin by their paths, and IDX files with the labels that the plain model gives. */
type Brought = {
  readonly model: readonly string[]
  readonly count: number
  readonly images: Buffer
  readonly labels: Buffer
}

/**
 * As often as a median takes, each time with tabs of their own. The labels are the plain model's, so the opened score is how
 * often the two agree.
 * @returns ms an image, from the click to the score in the client's tab
 * @throws {Error} where they agree on less than 99.9 %
 */
export async function scoreInTabs(): Promise<number[]> {
  const brought = await bring()
  return withRelayProcess(async (relay) => {
    const runs: number[] = []
    while (runs.length < RUNS) runs.push(await scoreOnce(relay, brought))
    return runs
  })
}

async function bring(): Promise<Brought> {
  const folder = await trainedDigits("mlp")
  const [json, weights] = [join(folder, "model.json"), join(folder, "weights.bin")]
  const model = readNetworkFiles(await readFile(json, "utf8"), await readFile(weights))
  const digits = readImages(await readFile(mnistFiles("t10k").images))
  if (!model.ok || !digits.ok) throw new Error("the model or the test set cannot be read")
  const chosen = firstImages(digits.images, orFewer(digits.images.count))
  const { scores } = networkOutputs(model.network, model.weights, pixelsToFloats(chosen))
  return {
    model: [json, weights],
    count: chosen.count,
    images: idxOf(chosen),
    labels: idxOf({ count: chosen.count, pixels: labelsOf(scores, scores.length / chosen.count) }),
  }
}

/** An IDX file of bytes, of images or of one number each. */
function idxOf({ count, height, width, pixels }: Pick<Images, "count" | "pixels"> & Partial<Images>): Buffer {
  const shape = height === undefined || width === undefined ? [count] : [count, height, width]
  const head = Buffer.alloc(4 + 4 * shape.length)
  head.set([0, 0, 8, shape.length])
  for (const [place, size] of shape.entries()) head.writeUInt32BE(size, 4 + 4 * place)
  return Buffer.concat([head, pixels])
}

async function scoreOnce(relay: RelayProcess, brought: Brought): Promise<number> {
  const browser = await startUnwatched()
  try {
    await browser.attended(async (tab) => {
      const dealerKey = await dealIn(await tab(`${relay.url}/dealer`))
      const owner = await tab(`${relay.url}/admin#${relay.adminToken()}`)
      const client = await tab(await offer(owner, dealerKey, brought))
      await ask(client, brought)
    })
    return (await scored(browser, brought)) / brought.count
  } finally {
    await browser.close()
  }
}

/** @returns the client's link */
async function offer(page: Page, dealerKey: string, { model }: Brought): Promise<string> {
  await page.getByRole("link", { name: "Offer a model" }).click(PATIENCE)
  await page.getByRole("radio", { name: "Files of TensorFlow.js" }).check(PATIENCE)
  await page.getByLabel("model.json and weight files").setInputFiles(model)
  await page.getByRole("button", { name: "Read and measure" }).click()
  await page.getByRole("radio", { name: /^One number/ }).check(PATIENCE)
  await page.getByLabel("Title").fill("Which digit is it?")
  await page.getByLabel("Whose model it is").fill("Measured")
  await page.getByLabel("The dealer’s key").fill(dealerKey)
  await page.getByRole("button", { name: "Sign and offer" }).click()
  return (await page.getByRole("status", { name: "The client’s link" }).textContent(PATIENCE)) ?? ""
}

/** Everything up to the click that begins the run, and that one when nobody looks on any more. */
async function ask(page: Page, { images, labels }: Brought): Promise<void> {
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: "application/octet-stream", buffer })
  await page.getByRole("checkbox", { name: /^I have read what leaves this tab/ }).check(PATIENCE)
  await page.getByRole("button", { name: "Go on" }).click()
  await page.getByLabel("Images (IDX)").setInputFiles(file("images", images), PATIENCE)
  await page.getByLabel("Their labels (IDX)").setInputFiles(file("labels", labels))
  await page.getByRole("button", { name: "Take these files" }).click()
  const start = page.getByRole("button", { name: /^Score the model on [\d,]+ images/, disabled: false })
  await start.waitFor(PATIENCE)
  await pressLater(start, "[\\d,]+ of [\\d,]+ right")
}

/** @returns ms */
async function scored(browser: Unwatched, { count }: Brought): Promise<number> {
  const { text, milliseconds } = await browser.seen()
  const [agreeing, of] = text.split(" of ").map((part) => Number.parseInt(part.replaceAll(",", ""), 10))
  if (of !== count || agreeing === undefined || agreeing < LEAST_AGREEMENT * count)
    throw new Error(`the encrypted and the plain model agree on ${text}`)
  return milliseconds
}
