import { packedBytes } from "./planes.ts"

/** What is opened between the parties in a round, each value under a mask of its own: all that a frame can hold. */
export type Opened =
  | "masked input"
  | "masked value"
  | "masked digit bits"
  | "masked sign"
  | "masked comparisons"
  | "masked labels and winners"
  | "masked hit"

/** One round of a batch. */
export type Round = {
  readonly opened: Opened
  /** Of all gates. */
  readonly bits: number
  /** That party 0 and party 1 say. */
  readonly bytes: readonly [first: number, second: number]
}

/** What a computation costs, before it is done. */
export type Cost = {
  readonly rounds: readonly Round[]
  /** Bytes that the dealer sends to party 1. */
  readonly dealt: number
}

export const FREE: Cost = { rounds: [], dealt: 0 }

/** One after the other. */
export const inTurn = (...costs: readonly Cost[]): Cost => ({
  rounds: costs.flatMap(({ rounds }) => rounds),
  dealt: costs.reduce((sum, { dealt }) => sum + dealt, 0),
})

/** One round in which so many bits are opened for each of `size` gates: both parties say their shares. */
export function opening(opened: Opened, bits: number, size: number): Cost {
  const bytes = packedBytes(bits * size)
  return { rounds: [{ opened, bits: bits * size, bytes: [bytes, bytes] }], dealt: 0 }
}

/** One round in which party 0 alone says so many bits of each of `size` values. */
export const telling = (opened: Opened, bits: number, size: number): Cost => ({
  rounds: [{ opened, bits: bits * size, bytes: [packedBytes(bits * size), 0] }],
  dealt: 0,
})

/** Words that the dealer corrects. */
export const dealing = (words: number): Cost => ({ rounds: [], dealt: 4 * words })
