import {
  type BinaryField,
  constantTimeEqual,
  lagrangeWeights,
  type RoundSuite,
  weightedSum,
} from "@tutti/crypto"
import { maskKeySeed } from "../keys/schedule.ts"
import { type Hash, selfSeedCommitment } from "../transcript/hashes.ts"

type Bytes = Uint8Array<ArrayBuffer>
export type HeldShare = { readonly position: number; readonly bytes: Bytes }

/** How many sets of shares are tried before a dealer is named; each try leaves other holders out. */
const TRIES = 16

/**
 * Opens seeds from shares, with the weights of a set of holders computed once: on the complete graph the same
 * holders open the seeds of everybody.
 */
export class SeedOpener {
  readonly #weights = new Map<string, Uint16Array>()

  constructor(
    private readonly field: BinaryField,
    private readonly threshold: number,
  ) {}

  /** A seed that `fits`, or undefined when no tried set of shares gives one. */
  async open(
    shares: readonly HeldShare[],
    fits: (seed: Bytes) => Promise<boolean>,
  ): Promise<Bytes | undefined> {
    const spare = shares.length - this.threshold
    if (spare < 0) return undefined
    for (let skip = 0; skip <= Math.min(spare * 2, TRIES); skip++) {
      const chosen = rotated(shares, skip).slice(0, this.threshold)
      const seed = this.#combine(chosen)
      if (await fits(seed)) return seed
    }
    return undefined
  }

  #combine(shares: readonly HeldShare[]): Bytes {
    const points = shares.map(({ position }) => position + 1)
    const name = points.join()
    const weights = this.#weights.get(name) ?? lagrangeWeights(this.field, points)
    this.#weights.set(name, weights)
    return weightedSum(
      this.field,
      shares.map(({ bytes }) => bytes),
      weights,
    )
  }
}

const rotated = <Item>(items: readonly Item[], by: number) => [...items.slice(by), ...items.slice(0, by)]

/** Whether a self seed is the one that its owner committed to. */
export const isCommitted = (
  offer: Hash,
  index: number,
  seed: Bytes,
  commitment: Bytes | undefined,
): boolean =>
  commitment !== undefined && constantTimeEqual(selfSeedCommitment(offer, index, seed), commitment)

/** The key pair's seed behind a mask seed, if it gives the mask key that the owner advertised. */
export async function advertisedKeySeed(
  suite: RoundSuite,
  offer: Hash,
  maskSeed: Bytes,
  maskKey: Uint8Array,
): Promise<Bytes | undefined> {
  const seed = maskKeySeed(maskSeed, offer)
  const pair = await suite.agreementKey(seed)
  pair.forget()
  return constantTimeEqual(pair.publicKey, maskKey) ? seed : undefined
}
