import { execFileSync } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { type Browser, chromium } from "@playwright/test"
import { type RunningRelay, startRelay } from "@tutti/relay"
import { type RelayProcess, startRelayProcess } from "../../e2e/support/relay.ts"
import { CHROMIUM_ARGUMENTS, chromiumPath } from "./chromium.ts"

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
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGUMENTS] })
  try {
    return await use(browser, relay)
  } finally {
    await browser.close()
    await relay.close()
    await rm(dataDir, { recursive: true })
  }
}

/** Run something with a relay that serves the built page in a process of its own, as an operator starts it. */
export async function withRelayProcess<T>(use: (relay: RelayProcess) => Promise<T>): Promise<T> {
  if (process.env.WEB_DIST === undefined) builtPage()
  const relay = await startRelayProcess()
  try {
    return await use(relay)
  } finally {
    await relay.remove()
  }
}

/** The same step as in `npm start`; its progress goes to standard error. */
function builtPage(): string {
  const build = `import("${repository}scripts/setup/build.mjs").then(({ ensureBuilt }) => ensureBuilt())`
  execFileSync(process.execPath, ["--eval", build], { stdio: ["ignore", "ignore", "inherit"] })
  return join(repository, "dist/web")
}
