import { factorsOf, type RegressionDesign } from "../design.ts"
import type { SufficientStatistics } from "./sufficient-statistics.ts"
import { triangleLength } from "./triangle.ts"

/*
 * Statistics as a vector of integers, for the lanes of Z/2¹²⁸: rows, absorbed intercepts, then the triangle of
 * moments. A design without problems keeps every sum within ±2¹²⁶.
 */

const COUNTS = 2

export const vectorLength = (design: RegressionDesign): number =>
  COUNTS + triangleLength(factorsOf(design).length)

export const statisticsToVector = ({ rows, absorbed, moments }: SufficientStatistics): bigint[] => [
  rows,
  absorbed,
  ...moments,
]

/** @returns undefined for a vector of another length. */
export function statisticsFromVector(
  design: RegressionDesign,
  vector: readonly bigint[],
): SufficientStatistics | undefined {
  const [rows, absorbed, ...moments] = vector
  return vector.length === vectorLength(design) && rows !== undefined && absorbed !== undefined
    ? { rows, absorbed, moments }
    : undefined
}
