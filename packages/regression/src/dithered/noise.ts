import type { Random } from "@tutti/crypto"
import { randomBits } from "../field/field.ts"
import { noiseCount } from "./layout.ts"
import type { SolveParameters } from "./parameters.ts"

/**
 * What a party adds to what is opened, so that nobody but all others together knows any of it: ε and the dithers, in the
 * layout's order, each uniform about 0. The dealer's own would be no noise to the dealer, who may read the table one day.
 * @returns integers; the parties' add up
 */
export function drawNoise(parameters: SolveParameters, random: Random): bigint[] {
  const about0 = (bits: number) => randomBits(bits, random) - (1n << BigInt(bits - 1))
  return Array.from({ length: noiseCount(parameters) }, (_, place) =>
    about0(place === 0 ? parameters.divisorMaskBits : parameters.ditherBits),
  )
}
