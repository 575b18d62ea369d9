import { existsSync } from "node:fs"
import { chromium } from "@playwright/test"

/** What Chromium is started with everywhere: it may be root's, and talks to nobody by itself. */
export const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
] as const

/** @throws {Error} when there is none. */
export function chromiumPath(): string {
  const places = [
    process.env.CHROME_PATH,
    chromium.executablePath(),
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
  ]
  const found = places.find((place) => place !== undefined && existsSync(place))
  if (found === undefined) throw new Error("no Chromium found; set CHROME_PATH to one")
  return found
}
