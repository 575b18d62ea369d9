import { proxy, wrap } from "comlink"
import type { Gathered, SimulatedState, Troupe } from "./simulated/troupe.ts"

/** Simulated owners that live as long as this page does. */
export interface SimulatedOwners {
  /** Resolves when all are ready, or with the first refusal. */
  readonly gathered: Promise<Gathered>
  /** How each of them stands now. */
  states(): readonly SimulatedState[]
  /** Called after every change, at most ten times a second for each owner. Returns the remover. */
  onStates(listener: (states: readonly SimulatedState[]) => void): () => void
  /** Close their lines and end the worker; the relay counts them as lost connections. */
  stop(): void
}

/**
 * Let some owners join a study by its invite link, in a worker of this page, over parts of the bundled sample.
 * @param count at least 1; the invite must allow as many.
 */
export function startSimulatedOwners(count: number, inviteLink: string): SimulatedOwners {
  const worker = new Worker(new URL("./simulated-owners.worker.ts", import.meta.url), {
    type: "module",
    name: "tutti-simulated-owners",
  })
  const troupe = wrap<Troupe>(worker)
  const listeners = new Set<(states: readonly SimulatedState[]) => void>()
  let states: readonly SimulatedState[] = []
  const gathered = troupe.gather(
    count,
    inviteLink,
    proxy((now: SimulatedState[]) => {
      states = now
      for (const listener of listeners) listener(now)
    }),
  )
  return {
    gathered,
    states: () => states,
    onStates(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      listeners.clear()
      void troupe.dismiss().finally(() => worker.terminate())
    },
  }
}
