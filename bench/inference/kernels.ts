import { type RingKernels, ringKernels, scalarKernels } from "@tutti/ring"
import type { Beside } from "../harness/measurement.ts"

/* What the three measurements of kernels share. */

/** A batch of 50 images through the first layer of 784-500-10. */
const SHAPE = { rows: 50, inner: 784, columns: 500 }

const PAIRS = 15
/** Long enough that a repetition is no matter of the clock's grain. */
const REPETITION_SECONDS = 0.1

/**
 * Ours and the anchor's rate, in turn.
 * @param ours, anchor do the work once. The engine compiles a loop anew while it is young, so both run before they count.
 * @param units of work in one call, in 10⁹
 * @returns units a second of this process's CPU
 */
export function ratesInTurn(units: number, ours: () => void, anchor: () => void): Beside {
  const calls = [ours, anchor].map((work) => ({ work, count: callsFor(work), rates: [] as number[] }))
  for (let pair = 0; pair < PAIRS; pair++)
    for (const { work, count, rates } of calls) rates.push((units * count) / cpuSeconds(work, count))
  const [runs = [], anchors = []] = calls.map(({ rates }) => rates)
  return { runs, anchor: anchors }
}

/** One product of weights that stay with images that come, by the SIMD kernels and by the plain loop. */
export function productRates(prepare: "prepare32" | "prepare64", wordsPerElement: 1 | 2): Beside {
  const { rows, inner, columns } = SHAPE
  const a = someWords(rows * inner * wordsPerElement)
  const b = someWords(inner * columns * wordsPerElement)
  const out = new Int32Array(rows * columns * wordsPerElement)
  const product = (kernels: RingKernels) => {
    const prepared = kernels[prepare](b, inner, columns)
    return () => prepared.multiply(out, a, rows)
  }
  return ratesInTurn((rows * inner * columns) / 1e9, product(ringKernels()), product(scalarKernels()))
}

function callsFor(work: () => void): number {
  let count = 1
  while (cpuSeconds(work, count) < REPETITION_SECONDS) count *= 2
  return count
}

function cpuSeconds(work: () => void, count: number): number {
  const before = process.cpuUsage()
  for (let call = 0; call < count; call++) work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1e6
}

function someWords(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => Math.imul(index + 1, 0x9e37_79b1))
}
