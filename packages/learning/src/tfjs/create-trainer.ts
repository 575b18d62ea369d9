import type { ModelSpec } from "@tutti/protocol"
import type { Trainer } from "../trainer.ts"
import { fastestBackend, pinnedBackend } from "./backends/choose.ts"
import type { Backend, BackendName } from "./backends/names.ts"
import { trainerOn } from "./trainer.ts"

export type TrainerOptions = {
  /** Use this backend whatever its speed: results repeat to the bit on one backend, not across two. */
  backend?: BackendName
  /** Folder or URL prefix of tfjs's WASM binaries, ending in "/". Under Node they are found by themselves. */
  wasmPath?: string
}

/** Probing the same model on the same device again would find the same; simulated owners ask hundreds of times. */
const chosen = new Map<string, Promise<Backend>>()

/**
 * A trainer for this model on this device.
 * @throws {Error} on a page's own thread; and where no backend, or not the one asked for, can train the model.
 */
export async function createTrainer(model: ModelSpec, options: TrainerOptions = {}): Promise<Trainer> {
  if ("document" in globalThis)
    throw new Error("training belongs into a worker: on this thread it would freeze the page")
  const { backend, wasmPath } = options
  const question = JSON.stringify([model, backend, wasmPath])
  const choosing =
    chosen.get(question) ??
    (backend === undefined ? fastestBackend(model, wasmPath) : pinnedBackend(backend, model, wasmPath))
  chosen.set(question, choosing)
  return trainerOn(await choosing, model)
}
