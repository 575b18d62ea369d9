type Node = {
  getBuiltinModule?(id: "node:module"): {
    createRequire(from: string): { resolve(module: string): string }
  }
}

/**
 * Where npm put the WASM binaries, under Node; null elsewhere, where only the page's builder knows.
 * Asks the running process for `node:module`, because an import would break the browser's bundle.
 */
export function wasmBinaries(): string | null {
  const { process } = globalThis as { process?: Node }
  const require = process?.getBuiltinModule?.("node:module").createRequire(import.meta.url)
  const entry = require?.resolve("@tensorflow/tfjs-backend-wasm")
  return entry === undefined ? null : entry.slice(0, entry.search(/[^\\/]*$/))
}
