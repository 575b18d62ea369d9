import type { Setting, Stage } from "./stage.ts"

type After = Pick<Stage & { round: 5 }, "scale" | "counts">

/** How many times the sum of squares stands in what is opened of it. */
function multipleOf({ parameters }: Setting, { scale, counts }: After, sum: "residual" | "total"): bigint {
  if (sum === "residual") return 1n << BigInt(2 * scale.publishedBits)
  return parameters.centredTotal ? counts.weight : 1n
}

/** μ: brings a sum of squares, times what it is multiplied by, to the scale of the dithers. */
export function multiplierOfSum(setting: Setting, stage: After, sum: "residual" | "total"): bigint {
  const { numerator, denominator } = stage.scale.perSum
  return (
    (numerator << BigInt(setting.parameters.ditherBits)) / (denominator * multipleOf(setting, stage, sum))
  )
}

/** What one unit of the sum of squares, in encoded units, adds to what is opened. */
export const openedPerUnit = (setting: Setting, stage: After, sum: "residual" | "total"): bigint =>
  multiplierOfSum(setting, stage, sum) * multipleOf(setting, stage, sum)
