import type { Step } from "../plan/plan.ts"
import { gather } from "../sharing/gather.ts"
import type { Ring, Words } from "../sharing/ring.ts"

/** Sums of windows times the public factor: linear, so each party does it to its share, and nothing is said. */
export function averagePool(
  ring: Ring,
  { windows, factor }: Extract<Step, { kind: "average-pool" }>,
  images: Words,
): Words {
  const place = (index: number) => windows.elements.filter((_, element) => element % windows.size === index)
  let sums = gather(ring, images, windows.input, place(0))
  for (let index = 1; index < windows.size; index++)
    sums = ring.add(sums, gather(ring, images, windows.input, place(index)))
  const factors = ring.addConstant(new Int32Array(sums.length), BigInt(factor))
  return ring.multiply(sums, factors)
}
