import { fileURLToPath } from "node:url"
import { findViolations } from "./violations.ts"

const violations = findViolations(fileURLToPath(new URL("../../", import.meta.url)))
for (const violation of violations) console.error(violation)
process.exit(violations.length === 0 ? 0 : 1)
