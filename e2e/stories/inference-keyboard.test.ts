import { expect } from "@playwright/test"
import { dealingTab, offerBundledModel } from "../support/inference.ts"
import { press, tabTo } from "../support/keyboard.ts"
import { holds } from "../support/screens.ts"
import { test } from "../support/stage.ts"

test("[U37] a client draws a digit, asks and is answered by the keyboard alone, and is told where the pen is", async ({
  stage,
}) => {
  const { key } = await dealingTab(stage)
  const admin = await stage.adminTab()
  const client = await stage.ownerTab(await offerBundledModel(admin, { dealerKey: key }))
  await expect(client.getByRole("heading", { name: "Which digit is it?" })).toBeVisible()
  await press(client, /^I have read what leaves this tab/, "Space")
  await press(client, /^Go on/, "Enter")

  await expect(client.getByRole("heading", { name: "Draw a digit" })).toBeVisible()
  await tabTo(client, /^Sheet to draw on/)
  await expect(client.getByText("Pen at column 15, row 15")).toBeAttached()
  for (const _ of [1, 2]) await client.keyboard.press("Shift+ArrowUp")
  await expect(client.getByText("Pen at column 15, row 7")).toBeAttached()
  await client.keyboard.press("Space")
  for (const _ of [1, 2, 3, 4]) await client.keyboard.press("Shift+ArrowDown")
  await client.keyboard.press("ArrowLeft")
  await expect(client.getByText("Drawing at column 14, row 23")).toBeAttached()
  await holds(client, "inference, drawing by keys")
  await client.keyboard.press("Space")
  await expect(client.getByText("Pen lifted. 1 stroke on the sheet")).toBeAttached()

  await press(client, /^Take this drawing/, "Enter")
  await press(client, /^Ask about this image/, "Enter")
  await expect(client.getByText("It is 1")).toBeVisible()
})
