import { encodings } from "./encodings.ts"
import type { Json } from "./json.ts"
import { labels } from "./labels.ts"
import { parameters } from "./parameters.ts"
import { exactSums, fiveOwners, ringOfTwelve, threeOwners } from "./rounds.ts"
import { sharing } from "./sharing.ts"

const FILES: Readonly<Record<string, () => Json | Promise<Json>>> = {
  "labels.json": labels,
  "parameters.json": parameters,
  "sharing.json": sharing,
  "encodings.json": encodings,
  "round-3.json": threeOwners,
  "round-5.json": fiveOwners,
  "round-12-ring.json": ringOfTwelve,
  "round-128.json": exactSums,
}

/** Every file of vectors as it should stand beside this one, by name. */
export async function vectorFiles(): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  for (const [name, make] of Object.entries(FILES))
    files.set(name, `${JSON.stringify(await make(), null, 1)}\n`)
  return files
}
