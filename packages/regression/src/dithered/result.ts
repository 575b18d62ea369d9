import { factorsOf, momentBits } from "../design.ts"
import { unitsPerOne } from "../encoding/column.ts"
import type { Solved } from "../solve/estimates.ts"
import { nearestFloat } from "../solve/nearest-float.ts"
import { multiplier, type Opened, type Setting } from "./stage.ts"
import { openedPerUnit } from "./sums.ts"

const ONE = { numerator: 1n, denominator: 1n }

/** The estimates behind what a run has opened, in the columns' own units; each to within half a dither of every party. */
export function estimatesOf(setting: Setting, opened: Opened): Solved {
  const { design, parameters } = setting
  const { counts, scale, magnitude } = opened
  const moment = 1n << BigInt(momentBits(design))
  const target = unitsPerOne(design.target.encoding)
  const scales = factorsOf(design).map(({ column }) => (column ? unitsPerOne(column.encoding) : ONE))
  const coefficients = opened.coefficients.map((value, index) => {
    const { numerator, denominator } = scales[index] ?? ONE
    const unit = denominator * target.numerator
    return nearestFloat(value * numerator * target.denominator, unit << BigInt(scale.publishedBits))
  })
  const inverseDiagonal = opened.inverseOpened.map((value, index) => {
    const { numerator, denominator } = scales[index] ?? ONE
    const divisor = multiplier(parameters, magnitude, scale.inverseBits[index] ?? 0) * magnitude
    return nearestFloat(value * moment * numerator ** 2n, divisor * denominator ** 2n)
  })
  const sumOfSquares = (value: bigint, sum: "residual" | "total") => {
    // A dither below 0 is 0: a sum of squares is not negative.
    return nearestFloat(
      (value > 0n ? value : 0n) * target.denominator ** 2n,
      openedPerUnit(setting, opened, sum) * moment * target.numerator ** 2n,
    )
  }
  const residualSum = sumOfSquares(opened.residualOpened, "residual")
  const totalSum = sumOfSquares(opened.totalOpened, "total")
  if (totalSum === 0) return { ok: false, code: "E_RG_CONSTANT", column: design.target.name }
  if (inverseDiagonal.some((value) => !(value > 0))) return { ok: false, code: "E_RG_MOMENTS" }
  return {
    ok: true,
    estimates: {
      rows: Number(counts.rows),
      absorbed: Number(counts.absorbed),
      coefficients,
      inverseDiagonal: parameters.withErrors ? inverseDiagonal : null,
      residualSum,
      totalSum,
      explainedSum: Math.max(0, totalSum - residualSum),
    },
  }
}
