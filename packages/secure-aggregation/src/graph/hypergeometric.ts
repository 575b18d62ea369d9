/*
 * Tails of the hypergeometric distribution in whole numbers. Owners and relay derive the same graph on different
 * engines, whose logarithms may differ in the last bit; integers do not.
 */

/** C(n, k) for k = 0 … n, along one row of Pascal's triangle. */
function binomials(n: number, upTo: number): bigint[] {
  const row = [1n]
  for (let k = 1; k <= Math.min(n, upTo); k++) row.push(((row[k - 1] ?? 0n) * BigInt(n - k + 1)) / BigInt(k))
  return row
}

/**
 * The smallest x with P[X > x] ≤ 2^−bits / parts, for X marked among `draws` of `population` of which `marked` are.
 * @param parts a union bound over this many neighbourhoods
 */
export function upperQuantile(
  population: number,
  marked: number,
  draws: number,
  bits: number,
  parts: number,
): number {
  const ofMarked = binomials(marked, draws)
  const ofOthers = binomials(population - marked, draws)
  const all = binomials(population, draws)[draws] ?? 0n
  const weight = BigInt(parts) << BigInt(bits)
  let tail = 0n
  for (let x = Math.min(marked, draws); x >= 0; x--) {
    tail += (ofMarked[x] ?? 0n) * (ofOthers[draws - x] ?? 0n)
    if (tail * weight > all) return x
  }
  return 0
}
