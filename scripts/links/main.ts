import { fileURLToPath } from "node:url"
import { brokenLinks } from "./broken-links.ts"

const broken = brokenLinks(fileURLToPath(new URL("../../", import.meta.url)))
for (const link of broken) console.error(link)
process.exit(broken.length === 0 ? 0 : 1)
