import { packedBytes } from "./planes.ts"

/** What a computation costs, before it is done. */
export type Cost = {
  /** Bytes that each party says, round by round. */
  readonly rounds: readonly number[]
  /** Bytes that the dealer sends to party 1. */
  readonly dealt: number
}

export const FREE: Cost = { rounds: [], dealt: 0 }

/** One after the other. */
export const inTurn = (...costs: readonly Cost[]): Cost => ({
  rounds: costs.flatMap(({ rounds }) => rounds),
  dealt: costs.reduce((sum, { dealt }) => sum + dealt, 0),
})

/** One round in which so many bits are opened for each of `size` gates. */
export const openingOf = (bits: number, size: number): Cost => ({
  rounds: [packedBytes(bits * size)],
  dealt: 0,
})

/** Words that the dealer corrects. */
export const dealing = (words: number): Cost => ({ rounds: [], dealt: 4 * words })
