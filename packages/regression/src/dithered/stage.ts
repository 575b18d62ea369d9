import { leastVariation, type RegressionDesign } from "../design.ts"
import { centre } from "../field/field.ts"
import { invert, type Matrix } from "../field/matrix.ts"
import type { SolveRefusal } from "../solve/estimates.ts"
import { type Ridge, ridgeOf } from "../solve/ridge.ts"
import { dependence, tooFewRows } from "../solve/solve-aggregate.ts"
import { symmetricEntry, triangleLength } from "../statistics/triangle.ts"
import { type Layout, layoutOf, noiseCount } from "./layout.ts"
import { INFLATION_BITS, PRINTED_BITS, type SolveParameters, solveParameters } from "./parameters.ts"
import { type Probe, probeFrom } from "./probe.ts"
import { type Counts, type RowScale, rowScale } from "./row-scale.ts"

/*
 * The dithered solve, as what everybody knows. With A = XᵀWX and b = XᵀWy in the parties' shares mod p, R and ρ from a
 * dealer that sees no data, and ε and every dither a sum of what the parties put in:
 *
 * 1. F = moments − masks is opened; it is uniform, and the noise behind masks of its own likewise. So is the number of
 *    rows, in the clear.
 * 2. M = R · A is opened; R is uniform, so M is, among the matrices of A's rank. From here on det M and M⁻¹ are public
 *    and, with Q = ρ R / det R, det M · M⁻¹ Q = ρ · adj A is linear in shares. So is the probe of the dealer (probe.ts).
 * 3. D′ = ρ · det A + ε is opened: ρ hides the size of det A among 2¹⁰²⁴ octaves, ε its divisors; and the 0 that says
 *    that the dealer's products were right.
 * 4. ρ · adj A · b and the diagonal of ρ · adj A are opened, each times a public multiplier that brings it over D′ to
 *    one scale, plus a dither: β and (A⁻¹)ⱼⱼ to 34 bits of their rows' scales, and nothing below.
 * 5. ‖y − Xβ‖² for the β just published and the total sum of squares, dithered likewise.
 *
 * Every run opens another magnitude sample and other dithers, and many runs on the same rows would average them out: a
 * session runs once per roster and data, and keeps the result.
 * @see Bar-Ilan & Beaver 1989, "Non-cryptographic fault-tolerant computing in constant number of rounds", section 4
 * @see Blom, Bouman, Schoenmakers & de Vreede 2019, "Efficient secure ridge regression from randomized Gaussian
 *   elimination": the exact solve, whose rational results give all of A away (attack.test.ts)
 */

/** What does not change during a run, and is the same for all parties. */
export type Setting = {
  readonly design: RegressionDesign
  readonly parameters: SolveParameters
  readonly layout: Layout
  readonly ridge: Ridge
}

/** @returns undefined where the design's bounds are too wide for the largest prime. */
export function settingOf(design: RegressionDesign): Setting | undefined {
  const parameters = solveParameters(design)
  return parameters && { design, parameters, layout: layoutOf(parameters), ridge: ridgeOf(design) }
}

type Masked = {
  readonly counts: Counts
  readonly scale: RowScale
  /** F, triangle of (size + 1) × (size + 1): the moments less their masks. */
  readonly masked: readonly bigint[]
  /** ε and the dithers less their masks. */
  readonly noise: readonly bigint[]
}
type Randomised = Masked & {
  /** det (R A) and (R A)⁻¹. */
  readonly determinant: bigint
  readonly inverse: Matrix
  readonly probe: Probe
}
type Measured = Randomised & {
  /** D′ = ρ · det A + ε */
  readonly magnitude: bigint
}
type Solved = Measured & {
  /** [size] the published coefficients in encoded units, times 2^publishedBits. */
  readonly coefficients: readonly bigint[]
  /** [size] what was opened of the inverse's diagonal; empty with a ridge. */
  readonly inverseOpened: readonly bigint[]
}

/** What everybody knows before each of the five rounds; a field exists from the round that opens it. */
export type Stage =
  | { readonly round: 1 }
  | ({ readonly round: 2 } & Masked)
  | ({ readonly round: 3 } & Randomised)
  | ({ readonly round: 4 } & Measured)
  | ({ readonly round: 5 } & Solved)

export type Finished = Solved & {
  readonly round: "done"
  readonly residualOpened: bigint
  readonly totalOpened: bigint
}

/** What a table is made of: everything that a run opens, but for what is uniform and says nothing. */
export type Opened = Omit<Finished, "round" | "masked" | "noise" | "determinant" | "inverse" | "probe">

export type Advanced =
  | { readonly ok: true; readonly stage: Stage | Finished }
  | ({ readonly ok: false } & SolveRefusal)

/**
 * What follows from a round's opened values.
 * @param opened in the order of the round's forms; in round 1 the masked moments, the counts, and the masked noise
 */
export function advance(setting: Setting, stage: Stage, opened: readonly bigint[]): Advanced {
  switch (stage.round) {
    case 1:
      return afterInputs(setting, opened)
    case 2:
      return afterRandomising(setting, stage, opened)
    case 3:
      return afterMeasuring(setting, stage, opened)
    case 4:
      return afterSolving(setting, stage, opened)
    case 5: {
      const { field } = setting.parameters
      const [residualOpened = 0n, totalOpened = 0n] = opened.map((element) => centre(field, element))
      return { ok: true, stage: { ...stage, round: "done", residualOpened, totalOpened } }
    }
  }
}

function afterInputs({ design, parameters }: Setting, opened: readonly bigint[]): Advanced {
  const length = triangleLength(parameters.size + 1)
  const [rows = 0n, absorbed = 0n, weight = 0n] = opened
    .slice(length, -noiseCount(parameters))
    .map((element) => centre(parameters.field, element))
  const tooFew = tooFewRows(design, rows, absorbed)
  if (tooFew) return { ok: false, ...tooFew }
  const bound = rows * BigInt(design.weight?.largest ?? 1)
  if (parameters.withWeight && (weight < rows || weight > bound)) return { ok: false, code: "E_RG_MOMENTS" }
  const counts = { rows, absorbed, weight: parameters.withWeight ? weight : bound }
  const scale = rowScale(design, parameters, counts)
  return {
    ok: true,
    stage: {
      round: 2,
      counts,
      scale,
      masked: opened.slice(0, length),
      noise: opened.slice(-noiseCount(parameters)),
    },
  }
}

function afterRandomising(
  setting: Setting,
  stage: Stage & { round: 2 },
  opened: readonly bigint[],
): Advanced {
  const { design, parameters } = setting
  const { size, field } = parameters
  const matrix = Array.from({ length: size }, (_, row) => opened.slice(row * size, (row + 1) * size))
  const inverted = invert(field, matrix)
  // A factor that is invertible keeps every dependence among the columns; chance adds one with probability d / p.
  if (inverted.kind === "singular")
    return { ok: false, ...dependence(design, inverted.column, inverted.from) }
  const { determinant, inverse } = inverted
  const probe = probeFrom(setting, opened.slice(size * size))
  return { ok: true, stage: { ...stage, round: 3, determinant, inverse, probe } }
}

function afterMeasuring(
  { parameters }: Setting,
  stage: Stage & { round: 3 },
  [opened = 0n, check = 0n]: readonly bigint[],
): Advanced {
  if (check !== 0n) return { ok: false, code: "E_RG_MATERIAL" }
  const magnitude = centre(parameters.field, opened)
  return isMagnitude(parameters, magnitude)
    ? { ok: true, stage: { ...stage, round: 4, magnitude } }
    : { ok: false, code: "E_RG_PRECISION" }
}

/** Whether D′ is what a solve goes on from: large enough for the digits, and not wrapped around p. */
export const isMagnitude = (
  { leastMagnitudeBits, mostMagnitudeBits }: SolveParameters,
  magnitude: bigint,
): boolean => magnitude >= 1n << BigInt(leastMagnitudeBits) && magnitude < 1n << BigInt(mostMagnitudeBits)

function afterSolving(
  { design, parameters }: Setting,
  stage: Stage & { round: 4 },
  opened: readonly bigint[],
): Advanced {
  const { size, field, ditherBits } = parameters
  const values = opened.map((element) => centre(field, element))
  const limit = 1n << BigInt(ditherBits + PRINTED_BITS + INFLATION_BITS + 2)
  const beyond = values.flatMap((value, index) => {
    const column = index % size
    const inverse = index >= size
    const most = inverse ? mostInverse(parameters, stage, column, leastVariation(design)) : undefined
    const within = value <= limit && value >= (inverse ? 0n : -limit) && (most === undefined || value < most)
    return within ? [] : [column]
  })
  // Variances inflated beyond what the field has room for: these columns all but depend on one another.
  if (beyond.length > 0) {
    const column = Math.max(...beyond)
    const from = [...new Set(beyond)].filter((one) => one !== column)
    return { ok: false, ...dependence(design, column, from.length > 0 ? from : earlier(column)) }
  }
  const coefficients = values.slice(0, size).map((value, index) => {
    const divisor =
      multiplier(parameters, stage.magnitude, stage.scale.coefficientBits[index] ?? 0) * stage.magnitude
    return roundedDivision(value << BigInt(stage.scale.publishedBits), divisor)
  })
  return { ok: true, stage: { ...stage, round: 5, coefficients, inverseOpened: values.slice(size) } }
}

/** What is opened of (A⁻¹)ⱼⱼ where no more than the least variation is left of a column. */
function mostInverse(
  parameters: SolveParameters,
  { magnitude, scale }: Stage & { round: 4 },
  column: number,
  least: bigint,
): bigint | undefined {
  if (least === 0n) return undefined
  return (multiplier(parameters, magnitude, scale.inverseBits[column] ?? 0) * magnitude) / least
}

const earlier = (column: number): number[] => [...Array(column).keys()]

/** c: brings a value that stands over D′ to the scale of the dithers, so that one unit of 2^E is 2^−bits of it. */
export const multiplier = ({ ditherBits }: SolveParameters, magnitude: bigint, bits: number): bigint =>
  (1n << BigInt(ditherBits + bits)) / magnitude

/** To the nearest integer; `divisor` > 0. */
function roundedDivision(value: bigint, divisor: bigint): bigint {
  const doubled = 2n * value + divisor
  const quotient = doubled / (2n * divisor)
  return doubled < 0n && quotient * 2n * divisor !== doubled ? quotient - 1n : quotient
}

/** The masked moment (row, column) of F. */
export const maskedAt = (
  { parameters }: Setting,
  masked: readonly bigint[],
  row: number,
  column: number,
): bigint => symmetricEntry(masked, parameters.size + 1, row, column)
