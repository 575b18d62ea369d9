import { type Remote, wrap } from "comlink"
import type { DealerDesk } from "./dealer/api.ts"

export type DealerRemote = Remote<DealerDesk>

/** Start a dealer in a worker of its own; `stop` ends the worker with everything in it. */
export function startDealerWorker(onFault: () => void): { desk: DealerRemote; stop(): void } {
  const worker = new Worker(new URL("./dealer.worker.ts", import.meta.url), {
    type: "module",
    name: "tutti-dealer",
  })
  worker.addEventListener("error", onFault)
  return { desk: wrap<DealerDesk>(worker), stop: () => worker.terminate() }
}
