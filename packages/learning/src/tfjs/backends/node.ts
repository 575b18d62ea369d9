/*
 * What only Node has, asked of the running process: an import of `node:module` would break the browser's bundle.
 */
type NodeProcess = {
  getBuiltinModule(id: "node:module"): {
    createRequire(from: string): { resolve(module: string): string }
  }
  rawListeners(event: string): ((...values: unknown[]) => void)[]
  removeListener(event: string, listener: (...values: unknown[]) => void): void
}

function nodeProcess(): NodeProcess | null {
  const process: unknown = Reflect.get(globalThis, "process")
  return isNode(process) ? process : null
}

// A browser bundle may bring a `process` of its own that knows only `env`.
function isNode(process: unknown): process is NodeProcess {
  return typeof process === "object" && process !== null && "getBuiltinModule" in process
}

/** The folder in which npm put tfjs's WASM binaries; null outside Node, where only the page's builder knows. */
export function installedWasmPath(): string | null {
  const entry = nodeProcess()
    ?.getBuiltinModule("node:module")
    .createRequire(import.meta.url)
    .resolve("@tensorflow/tfjs-backend-wasm")
  return entry?.replace(/[^\\/]*$/, "") ?? null
}

/**
 * Run `work` and take away the process-wide error handlers that it installed: Emscripten's rethrow whatever is
 * unhandled anywhere in the process, which is for the application to decide.
 */
export async function keepingErrorHandlers<T>(work: () => Promise<T>): Promise<T> {
  const node = nodeProcess()
  const events = ["uncaughtException", "unhandledRejection"]
  const before = events.map((event) => new Set(node?.rawListeners(event)))
  try {
    return await work()
  } finally {
    for (const [index, event] of events.entries())
      for (const listener of node?.rawListeners(event) ?? [])
        if (!before[index]?.has(listener)) node?.removeListener(event, listener)
  }
}
