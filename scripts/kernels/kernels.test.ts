import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { compiledModule, KERNELS } from "./compile.ts"

test.each(KERNELS)("the committed $module is what its source compiles to, byte for byte", async (kernels) => {
  const root = join(import.meta.dirname, "../..")
  expect(await readFile(join(root, kernels.module), "utf8")).toBe(await compiledModule(root, kernels))
})
