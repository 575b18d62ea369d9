const MANTISSA_BITS = 53
/** Bits after the point of the smallest subnormal, 2⁻¹⁰⁷⁴. */
const FINEST = 1074
/** 2^±1022 and their product with 2^±1022 are within float64; one step would not be. */
const STEP = 1000

/**
 * The float64 nearest to numerator / denominator, ties to even: what dividing without any error would give.
 * @param denominator ≠ 0
 * @returns ±Infinity beyond the largest float64
 * @throws {RangeError} for a denominator of 0.
 */
export function nearestFloat(numerator: bigint, denominator: bigint): number {
  if (denominator === 0n) throw new RangeError("division by 0")
  if (numerator === 0n) return 0
  const negative = numerator < 0n !== denominator < 0n
  const above = numerator < 0n ? -numerator : numerator
  const below = denominator < 0n ? -denominator : denominator
  // The quotient lies in [2^(magnitude − 1), 2^(magnitude + 1)); keep at least 53 bits of it, but none below 2⁻¹⁰⁷⁴.
  const magnitude = bitLength(above) - bitLength(below)
  const shift = Math.min(MANTISSA_BITS + 1 - magnitude, FINEST)
  const [dividend, divisor] = shift >= 0 ? [above << BigInt(shift), below] : [above, below << BigInt(-shift)]
  const quotient = dividend / divisor
  const rest = dividend % divisor
  const rounded = roundToMantissa(quotient, rest, divisor)
  const size = scaledBy(Number(rounded), -shift)
  return negative ? -size : size
}

/** The quotient with its rest, rounded to 53 bits and to an integer, half to even. */
function roundToMantissa(quotient: bigint, rest: bigint, divisor: bigint): bigint {
  const surplus = bitLength(quotient) - MANTISSA_BITS
  if (surplus > 0) {
    // A sticky bit stands for whatever was cut off; the conversion to Number then rounds half to even.
    const sticky = rest === 0n ? 0n : 1n
    const doubled = (quotient << 1n) | sticky
    const unit = 1n << BigInt(surplus + 1)
    return (halfToEven(doubled, unit) * unit) >> 1n
  }
  const doubled = 2n * rest
  const up = doubled > divisor || (doubled === divisor && (quotient & 1n) === 1n)
  return up ? quotient + 1n : quotient
}

/** value / unit to the nearest integer, half to even. */
function halfToEven(value: bigint, unit: bigint): bigint {
  const quotient = value / unit
  const doubled = 2n * (value % unit)
  return doubled > unit || (doubled === unit && (quotient & 1n) === 1n) ? quotient + 1n : quotient
}

/** value · 2^exponent without passing through a factor that float64 cannot hold. */
function scaledBy(value: number, exponent: number): number {
  let scaled = value
  let rest = exponent
  for (; rest > STEP; rest -= STEP) scaled *= 2 ** STEP
  for (; rest < -STEP; rest += STEP) scaled *= 2 ** -STEP
  return scaled * 2 ** rest
}

/** Bits of a magnitude ≥ 0; 0 for 0. */
export function bitLength(value: bigint): number {
  const hex = value.toString(16)
  return value === 0n ? 0 : 4 * (hex.length - 1) + (32 - Math.clz32(Number.parseInt(hex.charAt(0), 16)))
}
