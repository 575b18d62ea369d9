import { readFile } from "node:fs/promises"
import { join } from "node:path"
import asc from "assemblyscript/asc"

/** From the repository's root: what is compiled, what holds the result, and under which name. */
export type Kernels = { readonly source: string; readonly module: string; readonly name: string }

export const KERNELS: readonly Kernels[] = [
  {
    source: "packages/ring/assembly/index.ts",
    module: "packages/ring/src/kernels/simd/module.ts",
    name: "KERNELS_WASM",
  },
  {
    source: "packages/ring/assembly/elements.ts",
    module: "packages/ring/src/elements/simd/module.ts",
    name: "ELEMENTS_WASM",
  },
  {
    source: "packages/learning/assembly/index.ts",
    module: "packages/learning/src/passes/module.ts",
    name: "PASSES_WASM",
  },
]

/**
 * Compile kernels to WASM.
 * @param root of the repository
 * @returns the text of the file that holds the module, the same for the same source and compiler.
 * @throws {Error} with the compiler's words, for a source that does not compile.
 */
export async function compiledModule(root: string, { source, name: constant }: Kernels): Promise<string> {
  let wasm: Uint8Array | undefined
  const options = ["--enable", "simd", "-O3", "--runtime", "stub", "--noAssert", "--use", "abort="]
  const { error, stderr } = await asc.main([source, ...options, "--outFile", "kernels.wasm"], {
    readFile: (name, folder) => readFile(join(root, folder, name), "utf8").catch(() => null),
    writeFile(name, contents) {
      if (name === "kernels.wasm" && typeof contents !== "string") wasm = contents
    },
    listFiles: () => null,
  })
  if (error !== null || wasm === undefined)
    throw new Error(`${source} does not compile: ${stderr.toString()}`)
  return [
    `// Written by \`npm run kernels\` from ${source}; not to be edited.`,
    "",
    "/** Compiled to WASM: base64url. */",
    `export const ${constant} =`,
    `  "${Buffer.from(wasm).toString("base64url")}"`,
    "",
  ].join("\n")
}
