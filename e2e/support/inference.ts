import { expect, type Page } from "@playwright/test"
import type { Stage } from "./stage.ts"

/* An encrypted inference from the screens alone: a dealer, a model, a client. */

/** A tab that deals, from the promise to the key. */
export async function dealingTab(stage: Stage): Promise<{ dealer: Page; key: string }> {
  const dealer = await stage.ownerTab(`${stage.relay.url}/dealer`)
  await dealer.getByRole("checkbox", { name: /^I own no rows/ }).check()
  await dealer.getByRole("button", { name: "Deal" }).click()
  const key = await dealer.getByRole("status", { name: "The dealer’s key" }).textContent()
  return { dealer, key: key ?? "" }
}

export type Offer = { dealerKey: string; output?: RegExp }

/** The bundled model, read and measured, on the model owner's page. */
export async function chooseBundledModel(admin: Page): Promise<void> {
  await admin.getByRole("button", { name: "Read and measure" }).click()
  await expect(admin.getByRole("heading", { name: "What it will cost" })).toBeVisible()
}

/** The admin's tab from its list to an offer of the bundled model. @returns the client's link */
export async function offerBundledModel(admin: Page, offer: Offer): Promise<string> {
  await admin.getByRole("link", { name: "Offer a model" }).click()
  await chooseBundledModel(admin)
  return offerModel(admin, offer)
}

/** The terms of the model on the page. @returns the client's link */
export async function offerModel(admin: Page, { dealerKey, output }: Offer): Promise<string> {
  if (output !== undefined) await admin.getByRole("radio", { name: output }).check()
  await admin.getByLabel("Title").fill("Which digit is it?")
  await admin.getByLabel("Whose model it is").fill("The post office")
  await admin.getByLabel("The dealer’s key").fill(dealerKey)
  await admin.getByRole("button", { name: "Sign and offer" }).click()
  return (await admin.getByRole("status", { name: "The client’s link" }).textContent()) ?? ""
}

/** Reloads a model owner's tab, whatever it is in the middle of, and has it go on with what it offered. */
export async function reloadAndGoOn(admin: Page): Promise<void> {
  await reloadOwner(admin)
  await goOn(admin)
}

/** The browser asks first; here somebody means it, or the tab has crashed. */
export async function reloadOwner(admin: Page): Promise<void> {
  admin.once("dialog", (dialog) => dialog.accept())
  await admin.reload()
  await expect(admin.getByText("You were offering “Which digit is it?”")).toBeVisible()
}

export async function goOn(admin: Page): Promise<void> {
  await admin.getByRole("button", { name: "Go on" }).click()
  await expect(admin.getByRole("status", { name: "The client’s link" })).toBeVisible()
}

/** A client's tab from the link to its sheet. */
export async function clientTab(stage: Stage, link: string): Promise<Page> {
  const client = await stage.ownerTab(link)
  await client.getByRole("checkbox", { name: /^I have read what leaves this tab/ }).check()
  await client.getByRole("button", { name: "Go on" }).click()
  return client
}

/** Points on the sheet, in shares of its side. */
export type Strokes = readonly (readonly (readonly [x: number, y: number])[])[]

export async function draw(client: Page, strokes: Strokes): Promise<void> {
  const pad = client.getByRole("application", { name: "Sheet to draw on" })
  await pad.scrollIntoViewIfNeeded()
  const box = await pad.boundingBox()
  if (box === null) throw new Error("there is no sheet")
  for (const [start, ...rest] of strokes) {
    const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const
    if (start === undefined) continue
    await client.mouse.move(...at(start))
    await client.mouse.down()
    for (const point of rest) await client.mouse.move(...at(point), { steps: 4 })
    await client.mouse.up()
  }
}

/** Draw, take the drawing, ask. */
export async function askAboutDrawing(client: Page, strokes: Strokes): Promise<void> {
  await draw(client, strokes)
  await client.getByRole("button", { name: "Take this drawing" }).click()
  await client.getByRole("button", { name: "Ask about this image" }).click()
}

/** As most hands write them. */
export const SEVEN: Strokes = [
  [
    [0.3, 0.25],
    [0.7, 0.25],
    [0.62, 0.45],
    [0.52, 0.62],
    [0.44, 0.8],
  ],
]
export const ONE: Strokes = [
  [
    [0.55, 0.2],
    [0.5, 0.5],
    [0.46, 0.8],
  ],
]
