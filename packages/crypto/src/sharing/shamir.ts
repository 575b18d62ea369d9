import type { BinaryField } from "./field.ts"

/** One holder's part of a secret. `position` is the evaluation point, 1 ≤ position < field order. */
export type Share = { readonly position: number; readonly bytes: Uint8Array<ArrayBuffer> }

/**
 * The shares at `positions` of the polynomials that have the secret at 0 and go through the shares `fixed`, one for
 * every symbol, of degree fixed.length. Where the fixed shares are uniform and independent this is Shamir's sharing
 * with threshold fixed.length + 1: so many shares give the secret back, fewer say nothing. Uniform shares determine
 * uniform coefficients and the other way round; fixing the shares has the use that who knows one beforehand need not
 * be sent it.
 * @param secret whole symbols of the field
 * @param fixed distinct positions, each in [1, order) and as long as the secret
 * @param positions distinct, each in [1, order), none of them fixed
 * @throws {RangeError} if one of these does not hold: the caller fixes them, not the network.
 * @see Shamir 1979, "How to share a secret"; Lagrange's formula in its barycentric form
 */
export function sharesThrough(
  field: BinaryField,
  secret: Uint8Array,
  fixed: readonly Share[],
  positions: readonly number[],
): Share[] {
  if (secret.length % field.symbolBytes !== 0) throw new RangeError("the secret does not fill whole symbols")
  if (fixed.some(({ bytes }) => bytes.length !== secret.length))
    throw new RangeError("a fixed share is not as long as the secret")
  const nodes = [0, ...fixed.map(({ position }) => position)]
  if (!arePositions(field, [...nodes.slice(1), ...positions]))
    throw new RangeError("positions must be distinct and in [1, order)")
  // Each node's symbols over the product of its distances: what every evaluation begins with.
  const scaled = [secret, ...fixed.map(({ bytes }) => bytes)].map((bytes, index) => {
    const node = nodes[index] ?? 0
    const distances = field.distances(node, nodes)
    const plain = symbols(field, bytes)
    const values = new Uint16Array(plain.length)
    field.addMultiple(values, plain, field.invert(distances))
    plain.fill(0)
    return values
  })
  const values = new Uint16Array(secret.length / field.symbolBytes)
  const share = new Uint16Array(values.length)
  const shares = positions.map((position): Share => {
    values.fill(0)
    for (const [index, node] of nodes.entries())
      field.addMultiple(values, scaled[index] ?? values, field.invert(position ^ node))
    share.fill(0)
    field.addMultiple(share, values, field.distances(position, nodes))
    return { position, bytes: symbolBytes(field, share) }
  })
  for (const secrets of [values, share, ...scaled]) secrets.fill(0)
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
  const all = field.distances(0, positions)
  // Π other / Π (other − own) over the others: the first is the product of all without the own.
  return Uint16Array.from(positions, (own) =>
    field.multiply(all, field.invert(field.multiply(own, field.distances(own, positions)))),
  )
}

/** Σ weight · share, symbol by symbol. All parts have the same length. */
export function weightedSum(
  field: BinaryField,
  parts: readonly Uint8Array[],
  weights: Uint16Array,
): Uint8Array<ArrayBuffer> {
  const sum = new Uint16Array((parts[0]?.length ?? 0) / field.symbolBytes)
  for (const [index, part] of parts.entries())
    field.addMultiple(sum, symbols(field, part), weights[index] ?? 0)
  return symbolBytes(field, sum)
}

function arePositions(field: BinaryField, positions: readonly number[]): boolean {
  const sound = positions.every((x) => Number.isInteger(x) && x >= 1 && x < field.order)
  return sound && new Set(positions).size === positions.length
}

function symbols(field: BinaryField, bytes: Uint8Array): Uint16Array<ArrayBuffer> {
  if (field.symbolBytes === 1) return Uint16Array.from(bytes)
  const values = new Uint16Array(bytes.length / 2)
  for (let index = 0; index < values.length; index++)
    values[index] = (bytes[2 * index] ?? 0) | ((bytes[2 * index + 1] ?? 0) << 8)
  return values
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
