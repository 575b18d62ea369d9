import { sha256 } from "@tutti/crypto"
import { concatBytes } from "@tutti/ring"
import { integerFromBytes } from "../field/field.ts"

const WEIGHT_BYTES = 16

/** Weights of a random combination out of a seed: 128 bits each. Whoever cannot foresee the seed cannot make errors cancel. */
export const weightsOf = (seed: Uint8Array, count: number): bigint[] =>
  Array.from({ length: count }, (_, index) => {
    const place = Uint8Array.of(index & 0xff, (index >> 8) & 0xff, (index >> 16) & 0xff)
    return integerFromBytes(sha256(concatBytes(seed, place)).subarray(0, WEIGHT_BYTES))
  })
