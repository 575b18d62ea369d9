import type { Trainer } from "@tutti/learning"
import type { ModelSpec } from "@tutti/protocol"

/* tfjs is by far the largest part of this product; it is fetched when somebody is about to train. */

/** Fetch and start it while the owner reads, so that nobody waits for it later. */
export function warmUp(): void {
  void import("@tutti/learning/tfjs").catch(() => {
    // Asked for again, and then reported, when it is needed.
  })
}

/** @throws {Error} when this device cannot train the model, or the code cannot be fetched. */
export async function createLazyTrainer(model: ModelSpec): Promise<Trainer> {
  const { createTrainer } = await import("@tutti/learning/tfjs")
  return createTrainer(model, { wasmPath: "/wasm/" })
}
