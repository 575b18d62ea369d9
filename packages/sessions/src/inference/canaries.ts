import type { Random } from "@tutti/crypto"

/*
 * Copies of a batch's own rows at places that only the client knows: to the other party all rows look alike, so whoever
 * makes some of them come out wrong makes some copy differ from its original. It is no guard against one that makes all rows
 * come out wrong in the same way, as another model would.
 */

/**
 * The rows of a batch with copies of some of them, in a random order.
 * @param rows   ≥ 1
 * @param copies ≥ 0
 * @returns [rows + copies] for each place the row that stands there; every row at least once
 */
export function hideCopies(rows: number, copies: number, random: Random): number[] {
  const sources = Array.from({ length: rows }, (_, row) => row)
  for (let copy = 0; copy < copies; copy++) sources.push(below(rows, random))
  for (let last = sources.length - 1; last > 0; last--) {
    const chosen = below(last + 1, random)
    const [one = 0, other = 0] = [sources[last], sources[chosen]]
    sources[last] = other
    sources[chosen] = one
  }
  return sources
}

/**
 * The labels of the rows, without the copies'.
 * @param labels  [sources.length]
 * @param sources as `hideCopies` gave them
 * @returns undefined when a copy has another label than its original
 */
export function labelsOfRows(labels: ArrayLike<number>, sources: readonly number[]): number[] | undefined {
  const found: number[] = []
  for (const [place, row] of sources.entries()) {
    const label = labels[place] ?? Number.NaN
    if (found[row] !== undefined && found[row] !== label) return undefined
    found[row] = label
  }
  return found
}

/** Uniform over 0 … count − 1: what does not divide evenly is thrown away. @param count in [1, 2³²) */
function below(count: number, random: Random): number {
  const usable = 2 ** 32 - (2 ** 32 % count)
  for (;;) {
    const word = new DataView(random(4).buffer).getUint32(0, true)
    if (word < usable) return word % count
  }
}
