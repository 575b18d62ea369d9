import { symmetricEntry } from "./triangle.ts"

/**
 * Moments of an owner's rows about the owner's own means: Σ w·z·zᵀ − (Σ w·z)(Σ w·z)ᵀ / Σ w, which is what an
 * intercept per owner leaves of them. They are no integers, so they are rounded to multiples of 2^−bits.
 * @param moments triangle of [1 z]ᵀW[1 z], size × size
 * @returns triangle of (size − 1) × (size − 1), times 2^bits
 * @see Frisch & Waugh 1933; Lovell 1963 (partialling out)
 */
export function centredMoments(moments: readonly bigint[], size: number, bits: number): bigint[] {
  const weight = symmetricEntry(moments, size, 0, 0)
  const entries: bigint[] = []
  for (let row = 1; row < size; row++)
    for (let column = row; column < size; column++) {
      const product = symmetricEntry(moments, size, row, column)
      const sums = symmetricEntry(moments, size, 0, row) * symmetricEntry(moments, size, 0, column)
      entries.push(weight === 0n ? 0n : roundedRatio((product * weight - sums) << BigInt(bits), weight))
    }
  return entries
}

/** numerator / denominator, rounded to the nearest integer; halves upwards. `denominator` > 0. */
function roundedRatio(numerator: bigint, denominator: bigint): bigint {
  const doubled = 2n * numerator + denominator
  const quotient = doubled / (2n * denominator)
  return doubled < 0n && quotient * 2n * denominator !== doubled ? quotient - 1n : quotient
}
