import { INTERCEPT, type RegressionDesign } from "../design.ts"
import { suggestColumn } from "../encoding/suggest.ts"
import { type RegressionTable, type RegressionTerm, regressionTable } from "../inference/regression-table.ts"
import { solveAggregate } from "../solve/solve-aggregate.ts"
import { type RegressionRows, sufficientStatistics } from "../statistics/sufficient-statistics.ts"
import { twinRows } from "./twin-rows.ts"

/** A table beside the one that the plain pipeline makes of made-up rows which have it. */
export type Twin = {
  readonly terms: readonly {
    readonly name: string
    readonly coef: number
    readonly twinCoef: number
    readonly stdErr: number
    readonly twinStdErr: number
  }[]
  readonly sigma: number
  readonly twinSigma: number
  /** The largest difference of a coefficient, in units of its standard error. */
  readonly farthestCoef: number
  /** The largest relative difference of a standard error, σ among them. */
  readonly farthestError: number
}

/**
 * Make up rows that have this table, and send them through the plain pipeline, pooled: declare, encode, sum, solve.
 * @param table that `canHaveTwin` allows
 * @returns undefined when the made-up cells cannot be encoded, or the solve refuses them.
 */
export function twinOf(table: RegressionTable, normal: () => number): Twin | undefined {
  const rows = twinRows(table, normal)
  const design = designOf(table, rows)
  if (design === undefined) return undefined
  const summed = sufficientStatistics(design, rows)
  if (!summed.ok) return undefined
  const solved = solveAggregate(design, summed.statistics)
  return solved.ok ? beside(table, regressionTable(design, solved.estimates)) : undefined
}

function designOf(
  { terms, target, n }: RegressionTable,
  { features, target: cells }: RegressionRows,
): RegressionDesign | undefined {
  const names = terms.map(({ name }) => name).filter((name) => name !== INTERCEPT)
  const columns = names.flatMap((name, at) => suggestColumn(name, features[at] ?? []) ?? [])
  const explained = suggestColumn(target, cells)
  if (explained === undefined || columns.length < names.length) return undefined
  return {
    target: explained,
    features: columns,
    intercept: "estimated",
    weight: null,
    ridgePenalty: 0,
    mostRows: n,
  }
}

function beside(table: RegressionTable, twin: RegressionTable): Twin {
  const terms = table.terms.map((term, at) => {
    const other = twin.terms[at]
    return {
      name: term.name,
      coef: term.coef,
      twinCoef: other?.coef ?? Number.NaN,
      stdErr: errorOf(term),
      twinStdErr: errorOf(other),
    }
  })
  const errors = [
    Math.abs(twin.sigma / table.sigma - 1),
    ...terms.map(({ stdErr, twinStdErr }) => Math.abs(twinStdErr / stdErr - 1)),
  ]
  const offsets = terms.map(({ coef, twinCoef, stdErr }) => Math.abs(twinCoef - coef) / stdErr)
  return {
    terms,
    sigma: table.sigma,
    twinSigma: twin.sigma,
    farthestCoef: Math.max(...offsets),
    farthestError: Math.max(...errors),
  }
}

const errorOf = (term: RegressionTerm | undefined): number => term?.stdErr ?? Number.NaN
