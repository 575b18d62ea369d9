import type { RegressionTable, Twin } from "@tutti/regression"
import { wrap } from "comlink"
import type { Twins } from "./twin.worker.ts"

/** A table's synthetic twin, worked out in a thread of its own. */
export async function twinInWorker(table: RegressionTable, seed: number): Promise<Twin | undefined> {
  const worker = new Worker(new URL("./twin.worker.ts", import.meta.url), {
    type: "module",
    name: "tutti-twin",
  })
  const broken = new Promise<undefined>((resolve) => {
    worker.addEventListener("error", () => resolve(undefined))
  })
  try {
    return await Promise.race([wrap<Twins>(worker).of(table, seed), broken])
  } finally {
    worker.terminate()
  }
}
