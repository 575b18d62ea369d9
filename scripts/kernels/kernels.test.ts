import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { compiledModule, MODULE } from "./compile.ts"

test("the committed WASM module is what its source compiles to, byte for byte", async () => {
  const root = join(import.meta.dirname, "../..")
  expect(await readFile(join(root, MODULE), "utf8")).toBe(await compiledModule(root))
})
