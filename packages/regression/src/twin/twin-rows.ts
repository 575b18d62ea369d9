import { INTERCEPT, type RegressionDesign } from "../design.ts"
import type { RegressionTable } from "../inference/regression-table.ts"
import type { RegressionRows } from "../statistics/sufficient-statistics.ts"

/** Rows are made column by column in float64. */
const MOST_CELLS = 2 ** 24

/** Whether rows can be made up that have this table: an intercept, no weights, errors that are there and not zero. */
export function canHaveTwin(
  { intercept, weight }: Pick<RegressionDesign, "intercept" | "weight">,
  { terms, sigma, n, dfResidual }: RegressionTable,
): boolean {
  const hasErrors = terms.every(({ stdErr }) => stdErr !== null && stdErr > 0)
  const isSmall = n * (terms.length + 1) <= MOST_CELLS
  return intercept === "estimated" && weight === null && hasErrors && sigma > 0 && dfResidual > 0 && isSmall
}

/**
 * Rows made up so that ordinary least squares gives this table's coefficients, standard errors and σ, by geometry and
 * not by solving: features mⱼ + qⱼ/√vⱼ with vⱼ = (SEⱼ/σ)², the target Xβ + r·√RSS, where all q and r are orthonormal
 * to each other and to the ones. Correlations among features are not in a table; here there are none, and R² differs.
 * @param table  with an intercept first (`canHaveTwin`)
 * @param normal standard normal numbers, from a seed: the same rows again
 * @see Seber & Lee 2003, Linear Regression Analysis, section 3.1
 */
export function twinRows(table: RegressionTable, normal: () => number): RegressionRows {
  const { n, sigma, residualSum } = table
  const [intercept, ...slopes] = table.terms
  if (intercept?.name !== INTERCEPT) throw new RangeError("a twin has an intercept")
  const scales = slopes.map(({ stdErr }) => sigma / (stdErr ?? Number.NaN))
  // SE₀² = σ²(1/n + Σ mⱼ²vⱼ): each feature takes an equal part of it.
  const lean = ((intercept.stdErr ?? Number.NaN) / sigma) ** 2 - 1 / n
  const share = Math.sqrt(Math.max(0, lean) / slopes.length)
  const directions = orthonormal(n, slopes.length + 1, normal)
  const features = scales.map((scale, at) => {
    const direction = directions[at] ?? new Float64Array(n)
    return direction.map((entry) => scale * (share + entry))
  })
  const residual = directions.at(-1) ?? new Float64Array(n)
  const target = residual.map((entry, row) =>
    slopes.reduce(
      (sum, { coef }, at) => sum + coef * (features[at]?.[row] ?? 0),
      intercept.coef + Math.sqrt(residualSum) * entry,
    ),
  )
  return { features, target }
}

/** @returns `count` vectors of length n, orthonormal to each other and to the ones; needs count < n. */
function orthonormal(n: number, count: number, normal: () => number): Float64Array[] {
  const ones = new Float64Array(n).fill(1 / Math.sqrt(n))
  const found = [ones]
  for (let made = 0; made < count; made++) {
    const vector = Float64Array.from({ length: n }, normal)
    // Twice is enough (Giraud, Langou & Rozložník 2005).
    for (let pass = 0; pass < 2; pass++)
      for (const other of found) {
        const along = product(vector, other)
        for (let row = 0; row < n; row++) vector[row] = (vector[row] ?? 0) - along * (other[row] ?? 0)
      }
    const length = Math.sqrt(product(vector, vector))
    found.push(vector.map((entry) => entry / length))
  }
  return found.slice(1)
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0
  for (let row = 0; row < one.length; row++) sum += (one[row] ?? 0) * (other[row] ?? 0)
  return sum
}
