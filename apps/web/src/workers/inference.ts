import { type Remote, wrap } from "comlink"
import type { ClientDesk, OwnerDesk } from "./inference/api.ts"

export type OwnerRemote = Remote<OwnerDesk>
export type ClientRemote = Remote<ClientDesk>

/** Start a model owner in a worker of its own; `stop` ends the worker with everything in it. */
export function startModelOwner(onFault: () => void): { desk: OwnerRemote; stop(): void } {
  const worker = new Worker(new URL("./inference-owner.worker.ts", import.meta.url), {
    type: "module",
    name: "tutti-model-owner",
  })
  worker.addEventListener("error", onFault)
  return { desk: wrap<OwnerDesk>(worker), stop: () => worker.terminate() }
}

/** Start a client in a worker of its own; `stop` ends the worker with everything in it. */
export function startClient(onFault: () => void): { desk: ClientRemote; stop(): void } {
  const worker = new Worker(new URL("./inference-client.worker.ts", import.meta.url), {
    type: "module",
    name: "tutti-client",
  })
  worker.addEventListener("error", onFault)
  return { desk: wrap<ClientDesk>(worker), stop: () => worker.terminate() }
}
