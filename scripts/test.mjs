// `npm test`: from a clean clone to every test, in one command. Ends with one line that counts them.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs"
import { ensureBuilt } from "./setup/build.mjs"
import { runChecks } from "./setup/checks.mjs"
import { ensureChromium } from "./setup/chromium.mjs"
import { bin, ensureInstalled, requireNode, root, run } from "./setup/install.mjs"

requireNode()
ensureInstalled()
const chromium = ensureChromium()
const results = `${root}test-results`
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const failedChecks = runChecks()

console.error("── unit, property and integration tests")
const unitReport = `${results}/unit.json`
const unitStatus = run(bin("vitest"), [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${unitReport}`,
])

console.error("── end-to-end tests")
ensureBuilt()
const e2eReport = `${results}/e2e.json`
const e2eStatus = run(bin("playwright"), ["test"], {
  env: { ...process.env, CHROME_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: e2eReport },
})

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined)
const unit = read(unitReport)
const e2e = read(e2eReport)?.stats
const passed = (unit?.numPassedTests ?? 0) + (e2e?.expected ?? 0) + (e2e?.flaky ?? 0)
const failed = (unit?.numFailedTests ?? 0) + (e2e?.unexpected ?? 0)
const skipped = (unit?.numPendingTests ?? 0) + (e2e?.skipped ?? 0)

if (failedChecks.length > 0) console.error(`Checks that failed: ${failedChecks.join(", ")}.`)
if (!unit || !e2e) console.error("A test run ended without a report; its own lines above say why.")
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exit(failedChecks.length === 0 && unitStatus === 0 && e2eStatus === 0 && unit && e2e ? 0 : 1)
