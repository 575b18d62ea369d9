// `npm run verify`: types, lint, architecture, dead code, links.
import { runChecks } from "./setup/checks.mjs"
import { ensureInstalled, giveUp, requireNode } from "./setup/install.mjs"

requireNode()
ensureInstalled()
const failed = runChecks()
if (failed.length > 0) giveUp(`Failed: ${failed.join(", ")}.`)
console.error("All checks hold.")
