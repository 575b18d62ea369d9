import { readFileSync } from "node:fs"
import { expect, type Page } from "@playwright/test"
import type { Stage } from "./stage.ts"

/* A regression from the screens alone: declared, invited to, taken part in, run. */

export const boston = readFileSync(
  new URL("../../public/samples/boston-housing.csv", import.meta.url),
  "utf8",
)

export type Declared = {
  csv: string
  opening: "The pooled sums" | "The table only"
  dealerKey?: string
  owners?: number
}

/** The admin's tab from its list to the page of a new regression. */
export async function declare(admin: Page, { csv, opening, dealerKey, owners }: Declared): Promise<void> {
  await admin.getByRole("link", { name: "New regression" }).click()
  await admin.getByLabel("A CSV file with a header line").setInputFiles(csvFile("rows.csv", csv))
  await admin.getByLabel("Title").fill("What houses cost")
  await admin.getByLabel("Who asks").fill("The housing office")
  await admin.getByLabel("What for").fill("To see what the price of a house goes with, over four towns.")
  await admin.getByRole("radio", { name: opening }).check()
  if (dealerKey !== undefined) await admin.getByLabel("The dealer’s key").fill(dealerKey)
  if (owners !== undefined) await admin.getByLabel("Owners", { exact: true }).fill(String(owners))
}

/** @returns the link that the page shows once. */
export async function signAndInvite(admin: Page): Promise<string> {
  await admin.getByRole("button", { name: "Sign and create" }).click()
  await admin.getByRole("button", { name: "Make an invite link" }).click()
  return (await admin.getByRole("status", { name: "Invite the owners" }).textContent()) ?? ""
}

/** An owner's tab from the link to taking part. */
export async function takePartInRegression(stage: Stage, link: string, csv: string): Promise<Page> {
  const owner = await stage.ownerTab(link)
  await owner.getByLabel("Choose a CSV file").setInputFiles(csvFile("rows.csv", csv))
  await owner.getByRole("button", { name: "Go on to the agreement" }).click()
  await agree(owner)
  return owner
}

export async function agree(owner: Page): Promise<void> {
  await owner.getByLabel("I agree that my rows take part in this way").check()
  await owner.getByRole("button", { name: "Take part" }).click()
  await expect(owner.getByRole("heading", { name: "You take part; the run has not begun" })).toBeVisible()
}

/** When all have agreed. */
export async function closeList(admin: Page): Promise<void> {
  await admin.getByRole("button", { name: "Close the list and sign it" }).click()
  await admin.getByRole("button", { name: "Freeze them" }).click()
  await expect(admin.getByRole("status", { name: /^The safety number/ })).toBeVisible()
}

export const csvFile = (name: string, text: string) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(text),
})

/** Rows dealt like cards, each hand with the header. */
export function hands(text: string, owners: number): string[] {
  const [header = "", ...rows] = text.trim().split("\n")
  return Array.from({ length: owners }, (_, owner) =>
    [header, ...rows.filter((_, row) => row % owners === owner)].join("\n"),
  )
}
