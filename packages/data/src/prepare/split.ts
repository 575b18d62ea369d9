import { seededGenerator } from "./seeded-generator.ts"

/**
 * Deal rows into a training and a validation part, each in ascending order. The same seed, count and fraction give the
 * same split, whatever the rows hold (Fisher–Yates shuffle of the indices).
 * @param rows               number of rows, ≥ 0.
 * @param validationFraction in [0, 1); rounded down, so that at least one row stays for training.
 */
export function splitRows(
  rows: number,
  validationFraction: number,
  seed: number,
): { training: Uint32Array; validation: Uint32Array } {
  const indices = Uint32Array.from({ length: rows }, (_, index) => index)
  const generator = seededGenerator(seed)
  for (let last = rows - 1; last > 0; last--) {
    const other = generator.below(last + 1)
    const held = indices[last] ?? 0
    indices[last] = indices[other] ?? 0
    indices[other] = held
  }
  const validationRows = Math.floor(rows * validationFraction)
  return {
    training: indices.slice(validationRows).sort(),
    validation: indices.slice(0, validationRows).sort(),
  }
}
