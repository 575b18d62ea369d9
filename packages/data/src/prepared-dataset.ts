import type { ColumnScaling, ColumnStatistics } from "@tutti/protocol"
import type { Examples } from "./examples.ts"

/**
 * An owner's rows after mapping, checking, dropping and splitting. Scaling is a second step, because its
 * statistics run over all owners: `statistics` leaves the tab, `encode` never does.
 */
export interface PreparedDataset {
  readonly trainingRows: number
  readonly validationRows: number
  /** Count, sum and sum of squares of every numeric column (and a numeric target) over the training rows. */
  readonly statistics: readonly ColumnStatistics[]
  /** Apply the study's scaling, impute what the schema imputes, and encode. */
  encode(scaling: readonly ColumnScaling[]): { training: Examples; validation: Examples }
}
