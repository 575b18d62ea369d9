import { expect, type Page } from "@playwright/test"

/** Tab until the focus is on what has this name, and see that it shows. */
export async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let steps = 0; steps < 80; steps++) {
    await page.keyboard.press("Tab")
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      const label =
        element instanceof HTMLInputElement
          ? element.labels?.[0]?.textContent
          : (element?.getAttribute("aria-label") ?? element?.textContent)
      const outline = element === null ? "none" : getComputedStyle(element).outlineStyle
      return { label: (label ?? "").trim(), seen: outline !== "none" }
    })
    if (!name.test(focused.label)) continue
    expect(focused.seen, `the focus on ${focused.label} shows`).toBe(true)
    return
  }
  throw new Error(`no Tab reaches ${name}`)
}

/** Tab to what has this name, and press the key. */
export async function press(page: Page, name: RegExp, key: string): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press(key)
}
