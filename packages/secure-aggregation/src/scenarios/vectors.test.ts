import { readdirSync, readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { vectorFiles } from "../../vectors/files.ts"

const FOLDER = new URL("../../vectors/", import.meta.url)
const made = await vectorFiles()

test("[SA11] there is a file of vectors for each that is made, and no other", () => {
  const committed = readdirSync(FOLDER).filter((name) => name.endsWith(".json"))
  expect(committed.sort()).toEqual([...made.keys()].sort())
})

test.each([...made.keys()])(
  "[SA11] %s stands as the pure functions and the state machines give it",
  (name) => {
    // As lines: a difference is shown by its place, not by a megabyte.
    const committed = readFileSync(new URL(name, FOLDER), "utf8").split("\n")
    const lines = (made.get(name) ?? "").split("\n")
    const different = lines.findIndex((line, place) => line !== committed[place])
    expect(different < 0 ? undefined : [different + 1, committed[different]]).toBeUndefined()
    expect(committed).toHaveLength(lines.length)
  },
)
