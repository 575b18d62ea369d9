import type { Step } from "../plan/plan.ts"
import { gather } from "../sharing/gather.ts"
import { newWords, release } from "../sharing/memory.ts"
import type { Ring, Words } from "../sharing/ring.ts"

/** Sums of windows times the public factor: linear, so each party does it to its share, and nothing is said. */
export function averagePool(
  ring: Ring,
  { windows, factor }: Extract<Step, { kind: "average-pool" }>,
  images: Words,
): Words {
  const place = (index: number) => windows.elements.filter((_, element) => element % windows.size === index)
  const sums = gather(ring, images, windows.input, place(0))
  for (let index = 1; index < windows.size; index++) {
    const addends = gather(ring, images, windows.input, place(index))
    ring.add(sums, addends, sums)
    release(addends)
  }
  const factors = newWords(sums.length)
  ring.addConstant(factors, BigInt(factor), factors)
  ring.multiply(sums, factors, sums)
  release(factors)
  return sums
}
