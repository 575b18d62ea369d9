import type { Browser, Page } from "@playwright/test"

/** For what a page does after a click, on a machine that has other things to do as well. */
export const PATIENCE = { timeout: 60_000 }

/**
 * Tabs of one Chromium, each in a profile of its own.
 * @returns what `use` returns; then all are closed.
 */
export async function withTabs<T>(
  browser: Browser,
  use: (open: (address: string) => Promise<Page>) => Promise<T>,
): Promise<T> {
  const tabs: Page[] = []
  try {
    return await use(async (address) => {
      const page = await (await browser.newContext()).newPage()
      tabs.push(page)
      await page.goto(address)
      return page
    })
  } finally {
    for (const page of tabs) await page.context().close()
  }
}

/** From the dealer's promise to its key. @param page at /dealer */
export async function dealIn(page: Page): Promise<string> {
  await page.getByRole("checkbox", { name: /^I own no rows/ }).check(PATIENCE)
  await page.getByRole("button", { name: "Deal" }).click()
  return (await page.getByRole("status", { name: "The dealer’s key" }).textContent(PATIENCE)) ?? ""
}
