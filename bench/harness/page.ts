import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, chromium } from "@playwright/test"
import { type RunningRelay, startRelay } from "@tutti/relay"

const repository = fileURLToPath(new URL("../../", import.meta.url))

/**
 * Run something with a browser and a relay that serves the built page: the one of `WEB_DIST`, as the relay knows it, or
 * the repository's, which is built before if need be.
 * @returns what `use` returns.
 */
export async function withPage<T>(use: (browser: Browser, relay: RunningRelay) => Promise<T>): Promise<T> {
  const dataDir = await mkdtemp(join(tmpdir(), "tutti-bench-"))
  const webDist = process.env.WEB_DIST ?? builtPage()
  const relay = await startRelay({ port: 0, dataDir, webDist, logLevel: "silent" })
  const browser = await chromium.launch({
    executablePath: chromiumPath(),
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
  })
  try {
    return await use(browser, relay)
  } finally {
    await browser.close()
    await relay.close()
    await rm(dataDir, { recursive: true })
  }
}

/** The same step as in `npm start`; its progress goes to standard error. */
function builtPage(): string {
  const build = `import("${repository}scripts/setup/build.mjs").then(({ ensureBuilt }) => ensureBuilt())`
  execFileSync(process.execPath, ["--eval", build], { stdio: ["ignore", "ignore", "inherit"] })
  return join(repository, "dist/web")
}

/** @throws {Error} when there is none. */
function chromiumPath(): string {
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
