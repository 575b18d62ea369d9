import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import type { RegressionTable } from "@tutti/regression"
import * as z from "zod"
import type { Measurement } from "../harness/measurement.ts"
import { housing, regressHousing } from "./housing.ts"

const vectors = fileURLToPath(new URL("../../packages/regression/vectors/boston.json", import.meta.url))
const Oracle = z.object({
  r_squared: z.number(),
  f_statistic: z.number(),
  terms: z.array(z.object({ coef: z.number(), std_err: z.number(), t: z.number(), p: z.number() })),
})
const Vectors = z.object({
  plain: Oracle,
  scaled: Oracle,
  scaledChecks: z.object({ scales: z.array(z.number()) }),
})

/** Probabilities may be off by a hundred times as much: so many times is an error of theirs divided. */
const OF_PROBABILITIES = 100

export const measurement: Measurement = {
  name: "regression/oracle",
  what: "largest error against statsmodels of any coefficient in units of its error, of any error, t, R² and F, and a hundredth of any p's, relative; Boston, 13 features, 4 owners, coefficients opened, real sockets; the runs: as the file has it, and scaled by hand",
  unit: "",
  bar: 1e-9,
  anchor: { name: "the seed's 0.2 %", value: 2e-3 },
  async run() {
    const { plain, scaled, scaledChecks } = Vectors.parse(JSON.parse(readFileSync(vectors, "utf8")))
    const [one, other] = await regressHousing([housing(), housing(scaledChecks.scales)])
    if (one === undefined || other === undefined) throw new Error("two regressions were asked for")
    return [largestError(one.table, plain), largestError(other.table, scaled)]
  },
}

function largestError(table: RegressionTable, oracle: z.infer<typeof Oracle>): number {
  const off = (value: number | null | undefined, truth: number, unit = truth) =>
    Math.abs(((value ?? Number.NaN) - truth) / unit)
  const ofTerms = oracle.terms.flatMap(({ coef, std_err: error, t, p }, at) => {
    const term = table.terms[at]
    return [
      off(term?.coef, coef, error),
      off(term?.stdErr, error),
      off(term?.t, t, 1),
      off(term?.p, p) / OF_PROBABILITIES,
    ]
  })
  return Math.max(
    ...ofTerms,
    off(table.rSquared, oracle.r_squared),
    off(table.fStatistic, oracle.f_statistic),
  )
}
