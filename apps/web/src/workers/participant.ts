import { proxy, type Remote, wrap } from "comlink"
import type { ParticipantDesk } from "./participant/api.ts"

/** The participant as the page has it: every call crosses to the worker, callbacks cross back. */
export type ParticipantRemote = Remote<ParticipantDesk>

/**
 * Start a participant in a worker of its own; `stop` ends the worker with everything in it.
 * @param onFault the worker could not be loaded, or met a bug that it did not catch.
 */
export function startParticipant(onFault: () => void): { participant: ParticipantRemote; stop(): void } {
  const worker = new Worker(new URL("./participant.worker.ts", import.meta.url), {
    type: "module",
    name: "tutti-participant",
  })
  worker.addEventListener("error", onFault)
  return { participant: wrap<ParticipantDesk>(worker), stop: () => worker.terminate() }
}

/** A function of the page that the worker may call. */
export const callback = <Given extends unknown[]>(call: (...given: Given) => void) => proxy(call)
