import type { RegressionDesign } from "../design.ts"
import {
  type RegressionRows,
  type SufficientStatistics,
  sufficientStatistics,
} from "../statistics/sufficient-statistics.ts"

/** Rows dealt out to owners: row r goes to `ownerOf(r)`. */
export function splitRows(
  rows: RegressionRows,
  owners: number,
  ownerOf: (row: number) => number,
): RegressionRows[] {
  return Array.from({ length: owners }, (_, owner) => {
    const mine = (cells: ArrayLike<number>) => Array.from(cells).filter((_, row) => ownerOf(row) === owner)
    return {
      features: rows.features.map(mine),
      target: mine(rows.target),
      ...(rows.weights ? { weights: mine(rows.weights) } : {}),
    }
  })
}

/** @throws {Error} where the sums are refused. */
export function statisticsOf(design: RegressionDesign, rows: RegressionRows): SufficientStatistics {
  const summed = sufficientStatistics(design, rows)
  if (!summed.ok) throw new Error(`${summed.code} in row ${summed.row} of ${summed.column}`)
  return summed.statistics
}
