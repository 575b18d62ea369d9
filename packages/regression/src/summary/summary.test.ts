import { describe, expect, test } from "vitest"
import { regressionTable } from "../inference/regression-table.ts"
import { BOSTON_NAMES, bostonColumns, designOf, rowsOf } from "../scenarios/boston.ts"
import { statisticsOf } from "../scenarios/owners.ts"
import { solveAggregate } from "../solve/solve-aggregate.ts"
import { regressionCsv, regressionJson } from "./exports.ts"
import { fixedOrSignificant, significant } from "./number-format.ts"
import { summaryOf } from "./summary.ts"
import { summaryText } from "./text.ts"

const columns = bostonColumns()
const design = designOf(BOSTON_NAMES, columns)
const solved = solveAggregate(design, statisticsOf(design, rowsOf(columns)))
if (!solved.ok) throw new Error(solved.code)
const table = regressionTable(design, solved.estimates)

/** Printed by statsmodels 0.13.5; lines that it has and we have not (date, residuals' shape) left out. */
const STATSMODELS = `
==============================================================================
                 coef    std err          t      P>|t|      [0.025      0.975]
------------------------------------------------------------------------------
intercept     36.4595      5.103      7.144      0.000      26.432      46.487
crim          -0.1080      0.033     -3.287      0.001      -0.173      -0.043
zn             0.0464      0.014      3.382      0.001       0.019       0.073
indus          0.0206      0.061      0.334      0.738      -0.100       0.141
chas           2.6867      0.862      3.118      0.002       0.994       4.380
nox          -17.7666      3.820     -4.651      0.000     -25.272     -10.262
rm             3.8099      0.418      9.116      0.000       2.989       4.631
age            0.0007      0.013      0.052      0.958      -0.025       0.027
dis           -1.4756      0.199     -7.398      0.000      -1.867      -1.084
rad            0.3060      0.066      4.613      0.000       0.176       0.436
tax           -0.0123      0.004     -3.280      0.001      -0.020      -0.005
ptratio       -0.9527      0.131     -7.283      0.000      -1.210      -0.696
b              0.0093      0.003      3.467      0.001       0.004       0.015
lstat         -0.5248      0.051    -10.347      0.000      -0.624      -0.425
==============================================================================
`

test("the text has statsmodels' table, character by character", () => {
  const text = summaryText(summaryOf(design, table, "coefficients"))
  expect(text).toContain(STATSMODELS)
  for (const fact of [
    "Dep. Variable:                   medv   R-squared:                       0.741",
    "Prob (F-statistic):          6.72e-135",
    "No. Observations:                 506   Log-Likelihood:                -1498.8",
    "Df Residuals:                     492   AIC:                             3026.",
    "Df Model:                          13   BIC:                             3085.",
  ])
    expect(text).toContain(fact)
  expect(text.split("\n").every((line) => line.length <= 78)).toBe(true)
})

test("the notes say what was opened and what cannot be known", () => {
  const notes = (opening: "aggregate" | "coefficients") => summaryOf(design, table, opening).notes.join("\n")
  expect(notes("aggregate")).toContain("What was opened: 1 × rows, 120 × sums of products.")
  expect(notes("coefficients")).toContain("14 × coefficients to 34 bits")
  expect(notes("coefficients")).toContain("Durbin-Watson: n/a (row order is private)")
})

describe("numbers are printed as C prints them", () => {
  test.each([
    [3025.6, 4, "3026."],
    [6.72217e-135, 3, "6.72e-135"],
    [0.00001234, 3, "1.23e-05"],
    [0.0001234, 3, "0.000123"],
    [123_456, 3, "1.23e+05"],
    [999.96, 4, "1000."],
    [0, 3, "0.00"],
  ])("%%#g of %f to %i digits", (value, digits, text) => expect(significant(value, digits)).toBe(text))

  test.each([
    [36.459_49, 4, "36.4595"],
    [-9.29e-14, 4, "-9.29e-14"],
    [12_345.6, 4, "1.235e+04"],
    [0, 3, "0"],
    [Number.POSITIVE_INFINITY, 3, "inf"],
    [Number.NaN, 3, "nan"],
  ])("%f with %i decimals", (value, decimals, text) => expect(fixedOrSignificant(value, decimals)).toBe(text))
})

describe("exports", () => {
  test("JSON has the agreed names, the intercept first, and no infinities", () => {
    const json = regressionJson({ ...table, fStatistic: Number.POSITIVE_INFINITY })
    expect(json.terms[0]?.name).toBe("intercept")
    expect(Object.keys(json.terms[0] ?? {})).toEqual(["name", "coef", "stdErr", "t", "p", "ciLow", "ciHigh"])
    expect(json).toMatchObject({ n: 506, dfResidual: 492, fStatistic: null })
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
  })

  test("CSV quotes what has to be and defuses formulas", () => {
    const terms = ["plain", 'a "b", c', "=SUM(A1)"].map((name) => ({
      name,
      coef: 0.1,
      stdErr: null,
      t: null,
      p: null,
      ciLow: null,
      ciHigh: null,
    }))
    expect(regressionCsv({ ...table, terms }).split("\r\n")).toEqual([
      "term,coef,std_err,t,p,ci_low,ci_high",
      "plain,0.1,,,,,",
      '"a ""b"", c",0.1,,,,,',
      "'=SUM(A1),0.1,,,,,",
      "",
    ])
  })
})
