import { momentBits, type RegressionDesign } from "../design.ts"
import { MOST_DIGITS, unitsPerOne } from "../encoding/column.ts"

/**
 * A penalty in the units of the moments. The moments are multiplied by `factor`, so that the penalty of a decimal
 * column is an integer; that of a binary one is rounded, far below what its cells were rounded by.
 */
export type Ridge = {
  readonly factor: bigint
  /** [parameters] added to the diagonal of factor · A; 0 for the intercept. */
  readonly penalties: readonly bigint[]
}

export function ridgeOf(design: RegressionDesign): Ridge {
  const millionths = BigInt(Math.round(design.ridgePenalty * 10 ** MOST_DIGITS))
  // No more digits than the penalty has.
  let [penalty, factor] = [millionths, 10n ** BigInt(MOST_DIGITS)]
  while (factor > 1n && penalty % 10n === 0n) {
    penalty /= 10n
    factor /= 10n
  }
  const scale = 1n << BigInt(momentBits(design))
  const penalties = design.features.map(({ encoding }) => {
    const { numerator, denominator } = unitsPerOne(encoding)
    const square = denominator * denominator
    return (2n * penalty * scale * numerator * numerator + square) / (2n * square)
  })
  return { factor, penalties: design.intercept === "estimated" ? [0n, ...penalties] : penalties }
}
