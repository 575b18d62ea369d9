import type { Random } from "@tutti/crypto"
import { type Field, inverse, randomBits, randomElements, reduce } from "../field/field.ts"
import { invert, type Matrix, multiply } from "../field/matrix.ts"
import { symmetricEntry, triangleLength } from "../statistics/triangle.ts"
import { COUNTS, layoutOf, noiseCount } from "./layout.ts"
import { OCTAVES, type SolveParameters } from "./parameters.ts"

/**
 * Everything that the dealer makes up for one run: random values and products of them, none of which depends on any
 * data. They leave the dealer only as shares; `probe.ts` says how the parties check the products.
 * @returns [layout.count] in the layout's order
 * @see Bar-Ilan & Beaver 1989, section 4 (inversion by a random factor); here the factor is the dealer's
 */
export function dealtValues(parameters: SolveParameters, random: Random): bigint[] {
  const { field, size } = parameters
  const masks = randomElements(field, triangleLength(size + 1), random)
  const mask = (row: number, column: number) => symmetricEntry(masks, size + 1, row, column)
  const indices = [...Array(size).keys()]
  const { randomiser, determinant } = invertibleMatrix(field, size, random)
  const quotient = reduce(field, randomFactor(parameters, random) * inverse(field, determinant))
  const rows = [...randomiser, randomElements(field, size, random)]
  const scaled = rows.map((row) => row.map((entry) => reduce(field, entry * quotient)))
  const matrixMask = indices.map((row) => indices.map((column) => mask(row, column)))
  const rightMask = indices.map((row) => mask(row, size))
  const [quotientSibling = 0n, squareSibling = 0n] = randomElements(field, 2, random)
  const products = (one: bigint, others: readonly bigint[]) =>
    others.map((other) => reduce(field, one * other))
  const values = [
    ...masks,
    ...new Array<bigint>(COUNTS).fill(0n),
    ...randomElements(field, noiseCount(parameters), random),
    ...rows.flat(),
    ...multiply(field, rows, matrixMask).flat(),
    ...scaled.flat(),
    ...multiply(
      field,
      scaled,
      rightMask.map((entry) => [entry]),
    ).flat(),
    quotient,
    quotientSibling,
    ...products(quotient, rightMask),
    ...products(quotientSibling, rightMask),
    ...products(mask(0, size), [mask(0, size), squareSibling]),
    squareSibling,
  ]
  if (values.length !== layoutOf(parameters).count)
    throw new Error("the dealt values do not fit their layout")
  return values
}

/** A uniform matrix among those that have an inverse. */
function invertibleMatrix(
  field: Field,
  size: number,
  random: Random,
): { randomiser: Matrix; determinant: bigint } {
  for (;;) {
    const entries = randomElements(field, size * size, random)
    const randomiser = Array.from({ length: size }, (_, row) => entries.slice(row * size, (row + 1) * size))
    const inverted = invert(field, randomiser)
    if (inverted.kind === "inverted") return { randomiser, determinant: inverted.determinant }
  }
}

const OCTAVE_BITS = Math.log2(OCTAVES)
const COIN_BITS = 128

/**
 * ρ in [2^κ, 2^(κ + T)) with a logarithm that is uniform: any octave is as likely as any other, and within an octave
 * a value is kept with a probability in inverse proportion to it.
 */
function randomFactor({ factorBits }: SolveParameters, random: Random): bigint {
  const octave = factorBits + Number(randomBits(OCTAVE_BITS, random))
  for (;;) {
    const factor = (1n << BigInt(octave)) + randomBits(octave, random)
    if (randomBits(COIN_BITS, random) * factor < 1n << BigInt(COIN_BITS + octave)) return factor
  }
}
