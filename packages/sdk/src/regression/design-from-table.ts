import { type Table, USUAL_MISSING_MARKERS } from "@tutti/data"
import type { RegressionDataset, RegressionDesign } from "@tutti/protocol"
import { type RegressionColumn, suggestColumn } from "@tutti/regression"
import { TuttiError } from "../error.ts"
import { regressionFailure } from "./regression-failure.ts"
import { rowsFromTable } from "./rows-from-table.ts"

/** What a person chooses of a file; the declarations of its columns are suggested. */
export type DesignChoice = {
  readonly target: string
  /** All columns but the target when absent, in the file's order. */
  readonly features?: readonly string[]
}

/**
 * The design that suits a file, as an admin who has one declares it: every column by the fewest digits that keep its
 * cells exact, or by its scale, with a bound that tells no more than the order of its magnitude.
 * @throws {TuttiError} D_UNKNOWN_TARGET, D_COLUMN_MISSING, E_RG_NOT_A_NUMBER with line and column, E_RG_COLUMN.
 */
export function designFromTable(
  table: Table,
  { target, features }: DesignChoice,
): { design: RegressionDesign; dataset: RegressionDataset } {
  const names = table.columns.map(({ name }) => name)
  if (!names.includes(target))
    throw new TuttiError("D_UNKNOWN_TARGET", "sender", `The file has no column ${target} to regress on.`)
  const chosen = features ?? names.filter((name) => name !== target)
  const dataset = { header: true, units: [], missingMarkers: [...USUAL_MISSING_MARKERS] }
  const plain = (name: string): RegressionColumn => ({
    name,
    encoding: { kind: "decimal", digits: 0 },
    bound: 1,
  })
  const design = {
    target: plain(target),
    features: chosen.map(plain),
    intercept: "estimated",
    weight: null,
    ridgePenalty: 0,
    mostRows: powerOfTwoAbove(table.rows),
  } as const
  const { rows } = rowsFromTable(table, { design, dataset })
  return {
    dataset,
    design: {
      ...design,
      target: suggested(target, rows.target),
      features: chosen.map((name, place) => suggested(name, rows.features[place] ?? [])),
    },
  }
}

function suggested(name: string, cells: ArrayLike<number>): RegressionColumn {
  const column = suggestColumn(name, cells)
  if (column === undefined) throw regressionFailure("E_RG_COLUMN", { column: name })
  return column
}

/** Above, so that the bound of the rows tells no more than their order. */
const powerOfTwoAbove = (rows: number): number => 2 ** Math.ceil(Math.log2(rows + 1))
