import { type Remote, wrap } from "comlink"
import type { RegressionDesk } from "./regression/api.ts"

export type RegressionRemote = Remote<RegressionDesk>

/** Start a regression's owner in a worker of its own; `stop` ends the worker with everything in it. */
export function startRegression(onFault: () => void): { desk: RegressionRemote; stop(): void } {
  const worker = new Worker(new URL("./regression.worker.ts", import.meta.url), {
    type: "module",
    name: "tutti-regression",
  })
  worker.addEventListener("error", onFault)
  return { desk: wrap<RegressionDesk>(worker), stop: () => worker.terminate() }
}
