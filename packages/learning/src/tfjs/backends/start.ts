import { enableProdMode, env, setBackend } from "@tensorflow/tfjs-core"
import { inTurn } from "../turns.ts"
import type { BackendName } from "./names.ts"
import { installedWasmPath, keepingErrorHandlers } from "./node.ts"

export type Started = { ok: true } | { ok: false; why: string }

/** A backend starts once per thread, and so is remembered once per thread. */
const started = new Map<BackendName, Promise<Started>>()

/**
 * Load a backend's code and start it. Each backend is a module of its own, so that a device loads what it uses.
 * @param wasmPath folder or URL prefix of the WASM binaries, ending in "/"; under Node they are found by themselves.
 * @returns why not, as a phrase that follows the backend's name, where the device has no such backend.
 */
export function startBackend(name: BackendName, wasmPath: string | undefined): Promise<Started> {
  const already = started.get(name)
  if (already !== undefined) return already
  const starting = inTurn(() => start(name, wasmPath))
  started.set(name, starting)
  return starting
}

async function start(name: BackendName, wasmPath: string | undefined): Promise<Started> {
  // Shapes are checked where they enter a trainer. This also keeps tfjs from advertising its native module under Node.
  enableProdMode()
  try {
    const missing = await load(name, wasmPath)
    if (missing !== null) return { ok: false, why: missing }
    return (await keepingErrorHandlers(() => setBackend(name)))
      ? { ok: true }
      : { ok: false, why: "is not available here" }
  } catch (error) {
    return { ok: false, why: `did not start (${error instanceof Error ? error.message : String(error)})` }
  }
}

/** @returns null, or what is missing. */
async function load(name: BackendName, wasmPath: string | undefined): Promise<string | null> {
  switch (name) {
    case "cpu":
      await import("@tensorflow/tfjs-backend-cpu")
      return null
    case "wasm": {
      const path = wasmPath ?? installedWasmPath()
      if (path === null) return "has no path to its binaries"
      const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm")
      setWasmPaths(path)
      // One thread: more would need cross-origin isolation, and do not pay for networks of this size.
      env().set("WASM_HAS_MULTITHREAD_SUPPORT", false)
      return null
    }
    case "webgl":
      if (!("OffscreenCanvas" in globalThis)) return "is not available here"
      await import("@tensorflow/tfjs-backend-webgl")
      return null
  }
}
