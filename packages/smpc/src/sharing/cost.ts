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
  /** Bytes that each party says. */
  readonly bytes: number
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

/** One round in which so many bits are opened for each of `size` gates. */
export const opening = (opened: Opened, bits: number, size: number): Cost => ({
  rounds: [{ opened, bits: bits * size, bytes: packedBytes(bits * size) }],
  dealt: 0,
})

/** Bytes that the dealer corrects. */
export const dealing = (bytes: number): Cost => ({ rounds: [], dealt: bytes })
