import type { ColumnStatistics } from "@tutti/protocol"

/** What an owner takes part with: how many rows, and the sums from which the common scaling is computed. */
export type Declaration = {
  readonly trainingRows: number
  readonly validationRows: number
  readonly statistics: readonly ColumnStatistics[]
}
