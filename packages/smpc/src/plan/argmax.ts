import { type Conjunction, conjunctionOf, type Factor } from "../comparison/conjunction.ts"
import type { Gate } from "../comparison/truncation.ts"

/** Wires in one product: 2^9 − 10 = 502 corrected bits; more would cost more bytes than another round costs time. */
const MAX_FACTORS = 9

export type Argmax = {
  readonly classes: number
  readonly gate: Gate
  /** Classes i < j of every pair. */
  readonly first: Int32Array
  readonly second: Int32Array
  /** What joins the comparisons: for each class one product over its pairs, in as many rounds as it takes. */
  readonly rounds: readonly Conjunction[]
}

export function argmaxOf(classes: number, gate: Gate): Argmax {
  const pairs = [...Array(classes).keys()].flatMap((second) =>
    [...Array(second).keys()].map((first) => ({ first, second })),
  )
  const pairOf = (first: number, second: number) => (second * (second - 1)) / 2 + first
  const rounds: Conjunction[] = []
  let wires = pairs.length
  let factors: Factor[][] = [...Array(classes).keys()].map((own) =>
    [...Array(classes).keys()]
      .filter((other) => other !== own)
      .map((other) =>
        own < other ? { wire: pairOf(own, other) } : { wire: pairOf(other, own), negated: true },
      ),
  )
  while (factors.some((own) => own.length > 1)) {
    const products: Factor[][] = []
    factors = factors.map((own) =>
      Array.from({ length: Math.ceil(own.length / MAX_FACTORS) }, (_, part) => ({
        wire: products.push(own.slice(part * MAX_FACTORS, (part + 1) * MAX_FACTORS)) - 1,
      })),
    )
    rounds.push(conjunctionOf(wires, products))
    wires = products.length
  }
  return {
    classes,
    gate,
    first: Int32Array.from(pairs, ({ first }) => first),
    second: Int32Array.from(pairs, ({ second }) => second),
    rounds,
  }
}
