import { mkdirSync, writeFileSync } from "node:fs"
import { SAMPLES } from "./samples/samples.ts"

const folder = new URL("../public/samples/", import.meta.url)
mkdirSync(folder, { recursive: true })
for (const { name, text } of SAMPLES) {
  writeFileSync(new URL(name, folder), text())
  console.log(`public/samples/${name}`)
}
