import type { Random } from "../random.ts"
import type { BinaryField } from "./field.ts"

/** One holder's part of a secret. `position` is the evaluation point, 1 ≤ position < field order. */
export type Share = { readonly position: number; readonly bytes: Uint8Array<ArrayBuffer> }

/**
 * Split a secret so that any `threshold` shares give it back and fewer say nothing: every symbol is the constant
 * of its own polynomial of degree threshold − 1 with uniform coefficients.
 * @param secret whole symbols of the field
 * @param threshold 1 ≤ threshold ≤ number of positions
 * @param positions distinct, each in [1, order)
 * @throws {RangeError} if one of these does not hold: the caller fixes them, not the network.
 * @see Shamir 1979, "How to share a secret"
 */
export function splitSecret(
  field: BinaryField,
  secret: Uint8Array,
  threshold: number,
  positions: readonly number[],
  random: Random,
): Share[] {
  if (secret.length % field.symbolBytes !== 0) throw new RangeError("the secret does not fill whole symbols")
  if (!(Number.isInteger(threshold) && threshold >= 1 && threshold <= positions.length))
    throw new RangeError(`threshold ${threshold} of ${positions.length}`)
  if (!arePositions(field, positions)) throw new RangeError("positions must be distinct and in [1, order)")
  const constants = symbols(field, secret)
  const degree = threshold - 1
  const drawn = random(constants.length * degree * field.symbolBytes)
  const coefficients = symbols(field, drawn)
  drawn.fill(0)
  const values = new Uint16Array(constants.length)
  const shares = positions.map((position) => {
    field.evaluate(coefficients, degree, position, values)
    for (const [index, constant] of constants.entries()) values[index] = (values[index] ?? 0) ^ constant
    return { position, bytes: symbolBytes(field, values) }
  })
  values.fill(0)
  coefficients.fill(0)
  constants.fill(0)
  return shares
}

export type Combined =
  | { ok: true; secret: Uint8Array<ArrayBuffer> }
  | { ok: false; refusal: "bad-positions" | "bad-length" | "too-few-shares" }

/**
 * The secret behind at least `threshold` shares; the first `threshold` of them are used. Wrong shares give a
 * wrong secret: compare the result with a commitment.
 */
export function combineShares(field: BinaryField, shares: readonly Share[], threshold: number): Combined {
  const positions = shares.map(({ position }) => position)
  if (!arePositions(field, positions)) return { ok: false, refusal: "bad-positions" }
  if (shares.length < threshold) return { ok: false, refusal: "too-few-shares" }
  const length = shares[0]?.bytes.length ?? 0
  if (length % field.symbolBytes !== 0 || shares.some(({ bytes }) => bytes.length !== length))
    return { ok: false, refusal: "bad-length" }
  const used = shares.slice(0, threshold)
  const weights = lagrangeWeights(field, positions.slice(0, threshold))
  return {
    ok: true,
    secret: weightedSum(
      field,
      used.map(({ bytes }) => bytes),
      weights,
    ),
  }
}

/**
 * Lagrange weights at 0: the secret is the sum of weight · share. They depend on the positions alone, so whoever
 * opens many secrets of the same holders computes them once.
 * @param positions distinct, in [1, order)
 */
export function lagrangeWeights(field: BinaryField, positions: readonly number[]): Uint16Array {
  return Uint16Array.from(positions, (own) => {
    let numerator = 1
    let denominator = 1
    for (const other of positions) {
      if (other === own) continue
      numerator = field.multiply(numerator, other)
      denominator = field.multiply(denominator, other ^ own)
    }
    return field.multiply(numerator, field.invert(denominator))
  })
}

/** Σ weight · share, symbol by symbol. All parts have the same length. */
export function weightedSum(
  field: BinaryField,
  parts: readonly Uint8Array[],
  weights: Uint16Array,
): Uint8Array<ArrayBuffer> {
  const sum = new Uint16Array((parts[0]?.length ?? 0) / field.symbolBytes)
  for (const [index, part] of parts.entries()) {
    const weight = weights[index] ?? 0
    for (const [place, symbol] of symbols(field, part).entries())
      sum[place] = (sum[place] ?? 0) ^ field.multiply(weight, symbol)
  }
  return symbolBytes(field, sum)
}

function arePositions(field: BinaryField, positions: readonly number[]): boolean {
  const sound = positions.every((x) => Number.isInteger(x) && x >= 1 && x < field.order)
  return sound && new Set(positions).size === positions.length
}

function symbols(field: BinaryField, bytes: Uint8Array): Uint16Array<ArrayBuffer> {
  if (field.symbolBytes === 1) return Uint16Array.from(bytes)
  return Uint16Array.from(
    { length: bytes.length / 2 },
    (_, index) => (bytes[2 * index] ?? 0) | ((bytes[2 * index + 1] ?? 0) << 8),
  )
}

function symbolBytes(field: BinaryField, values: Uint16Array): Uint8Array<ArrayBuffer> {
  if (field.symbolBytes === 1) return Uint8Array.from(values)
  const bytes = new Uint8Array(2 * values.length)
  for (const [index, value] of values.entries()) {
    bytes[2 * index] = value & 0xff
    bytes[2 * index + 1] = value >> 8
  }
  return bytes
}
