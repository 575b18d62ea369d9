import { deriveKey, type Random, type RoundSuite } from "@tutti/crypto"
import { concatBytes, encodeUtf8 } from "@tutti/ring"
import {
  elementsFromBytes,
  elementToBytes,
  type Field,
  integerFromBytes,
  randomElements,
  reduce,
} from "../field/field.ts"
import { dealtValues } from "./dealer.ts"
import { layoutOf } from "./layout.ts"
import type { SolveParameters } from "./parameters.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * What the dealer hands to each party: a share of every dealt value, and for every other party the tag that proves
 * the share to it. A tag is key · share + pad, where the checking party holds the key and a pad per value; so a
 * party that changes a share has to guess the key. Shares of all parties but the last, all keys and all pads come
 * out of a seed; the last party's shares and the tags are corrections, and are sent as they are.
 * @see Bendlin, Damgård, Orlandi & Zakarias 2011, "Semi-homomorphic encryption and multiparty computation", section 3
 */

/** One party's part, for one run. */
export type Material = {
  /** [count] */
  readonly shares: readonly bigint[]
  /** What this party checks others with: one key for all values. */
  readonly key: bigint
  /** [parties][count], what this party checks party k's values with; its own row is empty. */
  readonly pads: readonly (readonly bigint[])[]
  /** [parties][count], what proves this party's values to party j; its own row is empty. */
  readonly tags: readonly (readonly bigint[])[]
}

const SEED_BYTES = 32
const NO_SALT = new Uint8Array(0)

/** Material that can be taken once. Masks that serve two runs give away the difference of what they hide. */
export class DealtMaterial {
  #material: Material | undefined

  constructor(material: Material) {
    this.#material = material
  }

  /** @throws {Error} when it has been taken: that is a bug. */
  take(): Material {
    const material = this.#material
    if (material === undefined) throw new Error("this material has been used")
    this.#material = undefined
    return material
  }

  /** Never shows its values, to a log least of all. */
  toJSON(): string {
    return "[material]"
  }
}

/**
 * The dealer's whole work for one run: fresh values, shared and tagged.
 * @param parties K ≥ 2
 * @returns [parties] bytes for each party alone; to be sealed to it.
 */
export async function dealMaterial(
  parameters: SolveParameters,
  parties: number,
  random: Random,
  suite: RoundSuite,
): Promise<Bytes[]> {
  if (!(Number.isInteger(parties) && parties >= 2)) throw new RangeError(`${parties} parties`)
  return shareOut(parameters.field, dealtValues(parameters, random), parties, random, suite)
}

/** Values as what each party receives of them: shares, and the tags that prove them. */
export async function shareOut(
  field: Field,
  values: readonly bigint[],
  parties: number,
  random: Random,
  suite: RoundSuite,
): Promise<Bytes[]> {
  const seeds = Array.from({ length: parties }, () => random(SEED_BYTES))
  const streams = await Promise.all(
    seeds.map((seed, party) => expandSeed(field, seed, parties, party, values.length, suite)),
  )
  const last = parties - 1
  const shares = streams.map(({ shares }, party) => (party === last ? [] : shares))
  const others = shares.slice(0, last)
  shares[last] = values.map((value, index) =>
    reduce(field, value - others.reduce((sum, share) => sum + (share[index] ?? 0n), 0n)),
  )
  return seeds.map((seed, prover) => {
    const own = shares[prover] ?? []
    const corrections = prover === last ? [...own] : []
    for (const [checker, { key, pads }] of streams.entries())
      if (checker !== prover)
        for (const [index, share] of own.entries())
          corrections.push(reduce(field, key * share + (pads[prover]?.[index] ?? 0n)))
    return concatBytes(seed, ...corrections.map((element) => elementToBytes(field, element)))
  })
}

/** Bytes that a party receives from the dealer. */
export function materialBytes(parameters: SolveParameters, parties: number, party: number): number {
  const rows = parties - 1 + (party === parties - 1 ? 1 : 0)
  return SEED_BYTES + rows * layoutOf(parameters).count * parameters.field.bytes
}

/** @returns undefined for bytes that are not this party's material. */
export async function openMaterial(
  parameters: SolveParameters,
  parties: number,
  party: number,
  bytes: Bytes,
  suite: RoundSuite,
): Promise<DealtMaterial | undefined> {
  const { field } = parameters
  const { count } = layoutOf(parameters)
  if (bytes.length !== materialBytes(parameters, parties, party)) return undefined
  const seed = bytes.slice(0, SEED_BYTES)
  const corrections: bigint[] = []
  for (let at = SEED_BYTES; at < bytes.length; at += field.bytes) {
    const element = integerFromBytes(bytes.subarray(at, at + field.bytes))
    if (element >= field.modulus) return undefined
    corrections.push(element)
  }
  const stream = await expandSeed(field, seed, parties, party, count, suite)
  const last = party === parties - 1
  const tagRows = last ? corrections.slice(count) : corrections
  let row = 0
  return new DealtMaterial({
    shares: last ? corrections.slice(0, count) : stream.shares,
    key: stream.key,
    pads: stream.pads,
    tags: Array.from({ length: parties }, (_, checker) => {
      if (checker === party) return []
      row += 1
      return tagRows.slice((row - 1) * count, row * count)
    }),
  })
}

/** What both the dealer and the party make of its seed. */
async function expandSeed(
  field: Field,
  seed: Bytes,
  parties: number,
  party: number,
  count: number,
  suite: RoundSuite,
): Promise<Pick<Material, "shares" | "key" | "pads">> {
  const stream = async (label: string, elements: number) => {
    const key = deriveKey(seed, NO_SALT, encodeUtf8(label))
    return elementsFromBytes(field, await suite.keystream(key, elements * field.bytes))
  }
  const [shares, [key = 0n], ...pads] = await Promise.all([
    stream("rg/shares/1", count),
    stream("rg/key/1", 1),
    ...Array.from({ length: parties }, (_, prover) =>
      stream(`rg/pads/1/${prover}`, prover === party ? 0 : count),
    ),
  ])
  return { shares, key, pads }
}

/** Additive shares of values: all but the last uniform, so that any K − 1 of them say nothing. */
export function shareValues(
  field: Field,
  values: readonly bigint[],
  parties: number,
  random: Random,
): bigint[][] {
  const others = Array.from({ length: parties - 1 }, () => randomElements(field, values.length, random))
  const last = values.map((value, index) =>
    reduce(field, value - others.reduce((sum, share) => sum + (share[index] ?? 0n), 0n)),
  )
  return [...others, last]
}
