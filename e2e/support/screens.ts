import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { expect, type Page, test } from "@playwright/test"
import { violations } from "./axe.ts"

/** Where pictures of every screen go, for eyes to judge what axe cannot. */
const pictures = process.env.TUTTI_SCREENS

/** The screen in both themes, held to axe and to a width of 320 pixels without scrolling sideways. */
export async function holds(page: Page, name: string): Promise<void> {
  await test.step(name, async () => {
    for (const theme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" })
      expect(await violations(page), `${name}, ${theme}`).toEqual([])
      await picture(page, `${name}, ${theme}`)
    }
    const size = page.viewportSize() ?? { width: 1280, height: 900 }
    await page.setViewportSize({ width: 320, height: 800 })
    // A chart is drawn anew once it has been told of its new width.
    const wider = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    await expect.poll(wider, { message: `${name} at 320 pixels` }).toBeLessThanOrEqual(0)
    await picture(page, `${name}, 320`)
    await page.setViewportSize(size)
  })
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({
    path: join(pictures, `${fileName(name)}.png`),
    fullPage: true,
  })
}

/** Pages of a print on A4, as the browser makes them. */
export async function pagesOnA4(page: Page, name: string): Promise<number> {
  const pdf = await page.pdf({
    format: "A4",
    ...(pictures !== undefined && { path: join(pictures, `${fileName(name)}.pdf`) }),
  })
  return pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0
}

const fileName = (name: string): string => name.replaceAll(/[^a-z0-9]+/gi, "-")
