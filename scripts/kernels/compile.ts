import { readFile } from "node:fs/promises"
import { join } from "node:path"
import asc from "assemblyscript/asc"

/** From the repository's root: what is compiled; and what holds the result. */
const SOURCE = "packages/ring/assembly/index.ts"
export const MODULE = "packages/ring/src/kernels/simd/module.ts"

/**
 * Compile the ring kernels to WASM.
 * @param root of the repository
 * @returns the text of the file that holds the module, the same for the same source and compiler.
 * @throws {Error} with the compiler's words, for a source that does not compile.
 */
export async function compiledModule(root: string): Promise<string> {
  let wasm: Uint8Array | undefined
  const options = ["--enable", "simd", "-O3", "--runtime", "stub", "--noAssert", "--use", "abort="]
  const { error, stderr } = await asc.main([SOURCE, ...options, "--outFile", "kernels.wasm"], {
    readFile: (name, folder) => readFile(join(root, folder, name), "utf8").catch(() => null),
    writeFile(name, contents) {
      if (name === "kernels.wasm" && typeof contents !== "string") wasm = contents
    },
    listFiles: () => null,
  })
  if (error !== null || wasm === undefined)
    throw new Error(`${SOURCE} does not compile: ${stderr.toString()}`)
  return [
    `// Written by \`npm run kernels\` from ${SOURCE}; not to be edited.`,
    "",
    "/** The ring kernels, compiled to WASM: base64url. */",
    "export const KERNELS_WASM =",
    `  "${Buffer.from(wasm).toString("base64url")}"`,
    "",
  ].join("\n")
}
