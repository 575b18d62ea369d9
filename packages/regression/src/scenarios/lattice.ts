/*
 * The attacker's tool, for tests: lattice reduction, and what it makes of opened coefficients. Exact rationals give the
 * pooled moments away; so does any precise enough table of few and coarse columns.
 */

type Vector = bigint[]

const dot = (one: readonly bigint[], other: readonly bigint[]): bigint =>
  one.reduce((sum, value, index) => sum + value * (other[index] ?? 0n), 0n)

/**
 * Integral LLL reduction with δ = 3/4.
 * @param basis linearly independent rows
 * @see Cohen 1993, "A Course in Computational Algebraic Number Theory", algorithm 2.6.7
 */
function reduceLattice(basis: readonly (readonly bigint[])[]): Vector[] {
  const rows = basis.map((row) => [...row])
  const size = rows.length
  const row = (index: number): Vector => rows[index] ?? []
  const lambda = rows.map(() => new Array<bigint>(size).fill(0n))
  const at = (one: number, other: number): bigint => lambda[one]?.[other] ?? 0n
  const put = (one: number, other: number, value: bigint) => {
    const target = lambda[one]
    if (target) target[other] = value
  }
  // d[k + 1] is the Gram determinant of the first k + 1 rows.
  const d = [1n, dot(row(0), row(0)), ...new Array<bigint>(size - 1).fill(0n)]
  const det = (index: number): bigint => d[index] ?? 0n
  const shorten = (k: number, l: number) => {
    const twice = 2n * at(k, l)
    if ((twice < 0n ? -twice : twice) <= det(l + 1)) return
    const factor = floorDivision(twice + det(l + 1), 2n * det(l + 1))
    rows[k] = row(k).map((value, index) => value - factor * (row(l)[index] ?? 0n))
    put(k, l, at(k, l) - factor * det(l + 1))
    for (let index = 0; index < l; index++) put(k, index, at(k, index) - factor * at(l, index))
  }
  const swap = (k: number, highest: number) => {
    const [upper, lower] = [row(k - 1), row(k)]
    rows[k - 1] = lower
    rows[k] = upper
    for (let index = 0; index < k - 1; index++) {
      const [one, other] = [at(k, index), at(k - 1, index)]
      put(k, index, other)
      put(k - 1, index, one)
    }
    const middle = at(k, k - 1)
    const next = (det(k - 1) * det(k + 1) + middle * middle) / det(k)
    for (let index = k + 1; index <= highest; index++) {
      const kept = at(index, k)
      put(index, k, (det(k + 1) * at(index, k - 1) - middle * kept) / det(k))
      put(index, k - 1, (next * kept + middle * at(index, k)) / det(k + 1))
    }
    d[k] = next
  }
  let highest = 0
  for (let k = 1; k < size; ) {
    if (k > highest) {
      highest = k
      for (let j = 0; j <= k; j++) {
        let sum = dot(row(k), row(j))
        for (let index = 0; index < j; index++)
          sum = (det(index + 1) * sum - at(k, index) * at(j, index)) / det(index)
        if (j < k) put(k, j, sum)
        else d[k + 1] = sum
      }
    }
    shorten(k, k - 1)
    if (4n * det(k + 1) * det(k - 1) < 3n * det(k) ** 2n - 4n * at(k, k - 1) ** 2n) {
      swap(k, highest)
      k = Math.max(1, k - 1)
    } else {
      for (let l = k - 2; l >= 0; l--) shorten(k, l)
      k += 1
    }
  }
  return rows
}

/** Towards −∞; `divisor` > 0. */
function floorDivision(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor
  return value < 0n && quotient * divisor !== value ? quotient - 1n : quotient
}

/**
 * XᵀX from exact coefficients: A · numerators = 0 mod denominator with A symmetric and short.
 * @param sizes [d] the attacker's guess at each column's magnitude, in the integers' unit
 * @returns the triangle of A up to a common factor, or undefined when nothing short was found
 */
export function momentsFromRationals(
  numerators: readonly bigint[],
  denominator: bigint,
  sizes: readonly bigint[],
): bigint[] | undefined {
  const d = numerators.length
  const entries = Array.from({ length: d }, (_, row) =>
    Array.from({ length: d - row }, (_, step) => [row, row + step] as const),
  ).flat()
  const [largestSize = 1n] = [...sizes].sort((one, other) => (one > other ? -1 : 1))
  const largest = largestSize ** 2n
  const weights = entries.map(([row, column]) => largest / ((sizes[row] ?? 1n) * (sizes[column] ?? 1n)))
  const penalty = 1n << BigInt(2 * denominator.toString(2).length)
  const basis = entries.map(([row, column], place) => {
    const vector = new Array<bigint>(entries.length + d).fill(0n)
    vector[place] = weights[place] ?? 1n
    vector[entries.length + row] = penalty * (numerators[column] ?? 0n)
    if (row !== column) vector[entries.length + column] = penalty * (numerators[row] ?? 0n)
    return vector
  })
  for (let index = 0; index < d; index++) {
    const vector = new Array<bigint>(entries.length + d).fill(0n)
    vector[entries.length + index] = penalty * denominator
    basis.push(vector)
  }
  const [shortest] = reduceLattice(basis)
    .filter((vector) => vector.slice(entries.length).every((value) => value === 0n))
    .sort((one, other) => (dot(one, one) < dot(other, other) ? -1 : 1))
  if (shortest === undefined) return undefined
  const found = entries.map((_, place) => (shortest[place] ?? 0n) / (weights[place] ?? 1n))
  return (found[0] ?? 0n) < 0n ? found.map((value) => -value) : found
}

/** numerator / denominator, within 2^−bits of the truth. */
export type Approximation = {
  readonly numerator: bigint
  readonly denominator: bigint
  readonly bits: number
}

/**
 * The common denominator of rationals, from approximations that together hold more bits than it has.
 * @see Lenstra, Lenstra & Lovász 1982, proposition 1.39 (simultaneous Diophantine approximation)
 */
export function commonDenominator(values: readonly Approximation[]): bigint {
  const scaled = values.map(({ numerator, denominator, bits }) =>
    floorDivision(numerator << BigInt(bits), denominator),
  )
  // (D, D · value − numerator, in units of the precision) is short for the true D.
  const basis = [
    [1n, ...scaled],
    ...values.map(({ bits }, index) => [
      0n,
      ...values.map((_, place) => (place === index ? 1n << BigInt(bits) : 0n)),
    ]),
  ]
  const [shortest] = reduceLattice(basis).sort((one, other) => (dot(one, one) < dot(other, other) ? -1 : 1))
  const found = shortest?.[0] ?? 0n
  return found < 0n ? -found : found
}
