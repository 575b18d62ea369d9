import { INTERCEPT, parameterCount, type RegressionDesign } from "../design.ts"
import type { Estimates } from "../solve/estimates.ts"
import { fisherTail, studentCritical, studentTails } from "./tails.ts"

/** One row of the table, in the columns' own units. The errors are null with a ridge. */
export type RegressionTerm = {
  readonly name: string
  readonly coef: number
  readonly stdErr: number | null
  readonly t: number | null
  /** P(|T| ≥ |t|). */
  readonly p: number | null
  readonly ciLow: number | null
  readonly ciHigh: number | null
}

/** All that statsmodels prints of an ordinary least squares fit, as far as it follows from sums over rows. */
export type RegressionTable = {
  readonly target: string
  readonly n: number
  readonly dfModel: number
  readonly dfResidual: number
  readonly terms: readonly RegressionTerm[]
  /** About the mean with an intercept, about 0 without one, within owners with fixed effects. */
  readonly rSquared: number
  readonly adjRSquared: number
  readonly fStatistic: number | null
  readonly fPValue: number | null
  /** σ, the residuals' standard error. */
  readonly sigma: number
  readonly residualSum: number
  readonly totalSum: number
  /** Null for weighted rows: it would need the sum of their weights' logarithms. Likewise with a ridge. */
  readonly logLikelihood: number | null
  readonly aic: number | null
  readonly bic: number | null
  /** Of the confidence intervals, as 0.95. */
  readonly confidence: number
}

/**
 * The table that follows from a solve.
 * @param confidence of the intervals, in (0, 1)
 * @see statsmodels 0.13.5, regression/linear_model.py (RegressionResults)
 */
export function regressionTable(
  design: RegressionDesign,
  estimates: Estimates,
  confidence = 0.95,
): RegressionTable {
  const { rows, absorbed, residualSum, totalSum, explainedSum } = estimates
  const parameters = parameterCount(design) + absorbed
  const centred = design.intercept === "none" ? 0 : 1
  const dfModel = design.features.length
  const dfResidual = rows - parameters
  const variance = residualSum / dfResidual
  const rSquared = explainedSum / totalSum
  const tested = estimates.inverseDiagonal !== null
  const fStatistic = tested ? explainedSum / dfModel / variance : null
  const plain = tested && design.weight === null
  const logLikelihood = plain ? (-rows / 2) * (Math.log((2 * Math.PI * residualSum) / rows) + 1) : null
  // With fixed effects the total has lost one degree of freedom per owner.
  const totalFreedom = rows - (absorbed > 0 ? absorbed : centred)
  return {
    target: design.target.name,
    n: rows,
    dfModel,
    dfResidual,
    terms: termsOf(design, estimates, variance, dfResidual, confidence),
    rSquared,
    adjRSquared: 1 - (variance * totalFreedom) / totalSum,
    fStatistic,
    fPValue: fStatistic === null ? null : fisherTail(fStatistic, dfModel, dfResidual),
    sigma: Math.sqrt(variance),
    residualSum,
    totalSum,
    logLikelihood,
    aic: logLikelihood === null ? null : -2 * logLikelihood + 2 * parameters,
    bic: logLikelihood === null ? null : -2 * logLikelihood + parameters * Math.log(rows),
    confidence,
  }
}

function termsOf(
  design: RegressionDesign,
  { coefficients, inverseDiagonal }: Estimates,
  variance: number,
  freedom: number,
  confidence: number,
): RegressionTerm[] {
  const features = design.features.map(({ name }) => name)
  const names = design.intercept === "estimated" ? [INTERCEPT, ...features] : features
  const critical = studentCritical(1 - confidence, freedom)
  return names.map((name, index) => {
    const coef = coefficients[index] ?? Number.NaN
    const inverse = inverseDiagonal?.[index]
    if (inverse === undefined)
      return { name, coef, stdErr: null, t: null, p: null, ciLow: null, ciHigh: null }
    const stdErr = Math.sqrt(variance * inverse)
    const t = coef / stdErr
    const p = studentTails(t, freedom)
    return { name, coef, stdErr, t, p, ciLow: coef - critical * stdErr, ciHigh: coef + critical * stdErr }
  })
}
