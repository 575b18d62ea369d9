import type { RegressionTable, RegressionTerm } from "../inference/regression-table.ts"

/** The table for programs: full precision, null where a figure does not exist or is not finite. */
export type RegressionJson = {
  readonly terms: readonly {
    readonly [Figure in keyof RegressionTerm]: Figure extends "name" ? string : number | null
  }[]
  readonly rSquared: number | null
  readonly adjRSquared: number | null
  readonly fStatistic: number | null
  readonly fPValue: number | null
  readonly n: number
  readonly dfModel: number
  readonly dfResidual: number
  readonly sigma: number | null
  readonly logLikelihood: number | null
  readonly aic: number | null
  readonly bic: number | null
  readonly target: string
  readonly confidence: number
}

/** JSON has no infinities. */
const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null

export function regressionJson(table: RegressionTable): RegressionJson {
  return {
    target: table.target,
    terms: table.terms.map(({ name, coef, stdErr, t, p, ciLow, ciHigh }) => ({
      name,
      coef: finite(coef),
      stdErr: finite(stdErr),
      t: finite(t),
      p: finite(p),
      ciLow: finite(ciLow),
      ciHigh: finite(ciHigh),
    })),
    rSquared: finite(table.rSquared),
    adjRSquared: finite(table.adjRSquared),
    fStatistic: finite(table.fStatistic),
    fPValue: finite(table.fPValue),
    n: table.n,
    dfModel: table.dfModel,
    dfResidual: table.dfResidual,
    sigma: finite(table.sigma),
    logLikelihood: finite(table.logLikelihood),
    aic: finite(table.aic),
    bic: finite(table.bic),
    confidence: table.confidence,
  }
}

const HEADER = ["term", "coef", "std_err", "t", "p", "ci_low", "ci_high"]

/** One line per term, full precision; names are quoted where they must be, and never start a formula. */
export function regressionCsv(table: RegressionTable): string {
  const lines = table.terms.map(({ name, coef, stdErr, t, p, ciLow, ciHigh }) =>
    [csvName(name), ...[coef, stdErr, t, p, ciLow, ciHigh].map((value) => String(finite(value) ?? ""))].join(
      ",",
    ),
  )
  return `${[HEADER.join(","), ...lines].join("\r\n")}\r\n`
}

/** @see OWASP, CSV Injection: a leading apostrophe keeps a spreadsheet from reading a name as a formula */
function csvName(name: string): string {
  const harmless = /^[=+\-@\t\r]/.test(name) ? `'${name}` : name
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
