import { expect } from "vitest"
import type { RegressionTable } from "../inference/regression-table.ts"

/** A table as another program computed it. */
export type Oracle = {
  readonly n: number
  readonly df_resid: number
  readonly r_squared: number
  readonly adj_r_squared: number
  readonly f_statistic: number
  readonly f_p_value: number
  readonly log_likelihood: number
  readonly aic: number
  readonly bic: number
  readonly residual_std_error: number
  readonly terms: readonly {
    readonly name: string
    readonly coef: number
    readonly std_err: number
    readonly t: number
    readonly p: number
    readonly ci_low: number
    readonly ci_high: number
  }[]
}

/** Coefficients to 1e-9 of their errors, errors, t, R² and F to 1e-9, probabilities to 1e-7. */
export function expectOracle(table: RegressionTable, oracle: Oracle): void {
  const near = (
    value: number | null | undefined,
    truth: number,
    unit: number,
    within: number,
    what: string,
  ) => expect(Math.abs((value ?? Number.NaN) - truth) / Math.abs(unit), what).toBeLessThanOrEqual(within)
  expect(table.n).toBe(oracle.n)
  expect(table.dfResidual).toBe(oracle.df_resid)
  for (const [index, truth] of oracle.terms.entries()) {
    const term = table.terms[index]
    expect(term?.name).toBe(truth.name)
    near(term?.coef, truth.coef, truth.std_err, 1e-9, `coefficient of ${truth.name}`)
    near(term?.stdErr, truth.std_err, truth.std_err, 1e-9, `error of ${truth.name}`)
    near(term?.t, truth.t, 1, 1e-9, `t of ${truth.name}`)
    near(term?.p, truth.p, truth.p, 1e-7, `p of ${truth.name}`)
    near(term?.ciLow, truth.ci_low, truth.std_err, 1e-8, `interval of ${truth.name}`)
    near(term?.ciHigh, truth.ci_high, truth.std_err, 1e-8, `interval of ${truth.name}`)
  }
  near(table.rSquared, oracle.r_squared, oracle.r_squared, 1e-9, "R²")
  near(table.adjRSquared, oracle.adj_r_squared, oracle.adj_r_squared, 1e-9, "adjusted R²")
  near(table.fStatistic, oracle.f_statistic, oracle.f_statistic, 1e-9, "F")
  near(table.fPValue, oracle.f_p_value, oracle.f_p_value, 1e-7, "p of F")
  near(table.sigma, oracle.residual_std_error, oracle.residual_std_error, 1e-9, "σ")
  near(table.logLikelihood, oracle.log_likelihood, oracle.log_likelihood, 1e-9, "log-likelihood")
  near(table.aic, oracle.aic, oracle.aic, 1e-9, "AIC")
  near(table.bic, oracle.bic, oracle.bic, 1e-9, "BIC")
}
