import { mkdirSync, writeFileSync } from "node:fs"
import { SAMPLES } from "./samples/samples.ts"

const folder = new URL("../public/samples/", import.meta.url)
mkdirSync(new URL("digits/", folder), { recursive: true })
for (const { name, content } of SAMPLES) {
  writeFileSync(new URL(name, folder), content())
  console.log(`public/samples/${name}`)
}
