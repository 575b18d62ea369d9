import type { RegressionOpening } from "@tutti/protocol"
import type { RegressionDesign } from "../design.ts"
import type { RegressionTable } from "../inference/regression-table.ts"
import { openedValues } from "../opened/opened-values.ts"
import { fixedOrSignificant, significant } from "./number-format.ts"

/**
 * A table's words and numbers, formatted but not laid out: text, HTML and print are made of it.
 */
export type RegressionSummary = {
  readonly title: string
  /** Label and value, in two columns as statsmodels prints them: left, then right. */
  readonly facts: readonly [readonly Fact[], readonly Fact[]]
  /** Without the column of names. */
  readonly header: readonly string[]
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[]
  readonly notes: readonly string[]
}
export type Fact = { readonly label: string; readonly value: string }

const NOT_AVAILABLE = "n/a"
const fact = (label: string, value: string): Fact => ({ label, value })

/** @see statsmodels 0.13.5, iolib/summary.py and regression/linear_model.py (the same labels and digits) */
export function summaryOf(
  design: RegressionDesign,
  table: RegressionTable,
  opening: RegressionOpening,
): RegressionSummary {
  const ridge = design.ridgePenalty > 0
  const model = ridge ? "Ridge" : design.weight ? "WLS" : "OLS"
  const suffix = { estimated: "", none: " (uncentered)", "by-owner": " (within)" }[design.intercept]
  const optional = (value: number | null, digits: number) =>
    value === null ? NOT_AVAILABLE : significant(value, digits)
  const tail = (1 - table.confidence) / 2
  return {
    title: `${model} Regression Results`,
    facts: [
      [
        fact("Dep. Variable:", table.target),
        fact("Model:", model),
        fact("Method:", "Least Squares"),
        fact("Opened:", opening === "aggregate" ? "pooled sums" : "this table only"),
        fact("No. Observations:", String(table.n)),
        fact("Df Residuals:", String(table.dfResidual)),
        fact("Df Model:", String(table.dfModel)),
        fact("Covariance Type:", ridge ? NOT_AVAILABLE : "nonrobust"),
      ],
      [
        fact(`R-squared${suffix}:`, table.rSquared.toFixed(3)),
        fact(`Adj. R-squared${suffix}:`, table.adjRSquared.toFixed(3)),
        fact("F-statistic:", optional(table.fStatistic, 4)),
        fact("Prob (F-statistic):", optional(table.fPValue, 3)),
        fact("Log-Likelihood:", optional(table.logLikelihood, 5)),
        fact("AIC:", optional(table.aic, 4)),
        fact("BIC:", optional(table.bic, 4)),
        fact("Residual Std. Error:", significant(table.sigma, 5)),
      ],
    ],
    header: ["coef", "std err", "t", "P>|t|", `[${trimmed(tail)}`, `${trimmed(1 - tail)}]`],
    rows: table.terms.map(({ name, coef, stdErr, t, p, ciLow, ciHigh }) => ({
      name,
      cells: [
        fixedOrSignificant(coef, 4),
        ...[stdErr, t].map((value) => (value === null ? NOT_AVAILABLE : fixedOrSignificant(value, 3))),
        p === null ? NOT_AVAILABLE : p.toFixed(3),
        ...[ciLow, ciHigh].map((value) => (value === null ? NOT_AVAILABLE : fixedOrSignificant(value, 3))),
      ],
    })),
    notes: notesOf(design, opening),
  }
}

const trimmed = (probability: number): string => String(Number(probability.toFixed(6)))

function notesOf(design: RegressionDesign, opening: RegressionOpening): string[] {
  const opened = openedValues(design, opening)
    .filter(({ as }) => as !== "masked")
    .map(({ name, count, bits }) => `${count} × ${name}${bits === null ? "" : ` to ${bits} bits`}`)
  const binary = [...design.features, design.target].filter(({ encoding }) => encoding.kind === "binary")
  return [
    `What was opened: ${opened.join(", ")}.`,
    binary.length === 0
      ? "Fixed-point scale: every column is a short decimal and was summed exactly."
      : `Fixed-point scale: ${binary.map(({ name }) => name).join(", ")} rounded to 2^-32 of a public scale; all sums are exact.`,
    "Durbin-Watson: n/a (row order is private). Skew and kurtosis: n/a (not opened).",
    design.ridgePenalty > 0
      ? "With a ridge penalty there are no standard errors."
      : "Standard Errors assume that the covariance matrix of the errors is correctly specified.",
    ...(design.weight ? ["Log-likelihood, AIC and BIC need more than the weighted sums."] : []),
    ...(design.intercept === "by-owner"
      ? ["Every owner has an intercept of its own; R² is within owners."]
      : []),
  ]
}
