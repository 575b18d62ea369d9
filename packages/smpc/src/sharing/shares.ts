import type { Random } from "@tutti/crypto"
import { bytesToWords } from "./bytes.ts"
import type { Masking, Words } from "./ring.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** Which of the two parties: only party 0 adds public values, so that they are added once. */
export type Role = 0 | 1

/** What the two parties hold of a value: each is uniform by itself, together they add up to it. */
export type SharePair = readonly [first: Words, second: Words]

/** Fresh shares of a vector. */
export function shareWords(masking: Masking, values: Words, random: Random): SharePair {
  const first = masking.uniform(bytesToWords(random(4 * values.length)))
  return [first, masking.subtract(values, first)]
}

/**
 * Shares of a vector that one party owns and may see: the party holds it, the other holds zeros. Nothing needs to be
 * sent to deal them.
 */
export function shareOfOwner(role: Role, owner: Role, values: Words): Words {
  return role === owner ? values : new Int32Array(values.length)
}

/** Fresh shares of packed bits. */
export function shareBits(packed: Bytes, random: Random): readonly [first: Bytes, second: Bytes] {
  const first = random(packed.length)
  return [first, packed.map((byte, index) => byte ^ (first[index] ?? 0))]
}
