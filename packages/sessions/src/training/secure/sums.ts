import type { Random } from "@tutti/crypto"
import { combineStatistics, scaledColumns } from "@tutti/data"
import { parameterCount } from "@tutti/learning"
import type {
  AggregationPurpose,
  ColumnScaling,
  ColumnStatistics,
  SecurePolicy,
  StudySpec,
  StudyTotals,
} from "@tutti/protocol"
import {
  decodeIntegers,
  dequantise,
  EXACT_FRACTION_BITS,
  type ExactEncoded,
  encodeIntegers,
  fromFixedPoint,
  type LanePlan,
  planLanes,
  type Quantised,
  quantise,
  toFixedPoint,
} from "@tutti/secure-aggregation"
import type { Declaration } from "../declaration.ts"

/*
 * What the lanes of a secure study's sums mean, on both sides: each owner writes its own numbers into them, and the
 * relay reads the sum. `owners` is always N, the frozen roster's size: lanes are sized for all of them.
 *
 * An owner weighs as many times the average owner as it has rows, at most `weightCap` times. The average owner's weight
 * is 1, so a sum over A divided by |A| is the weighted mean, or its estimate where owners are missing, and nobody sends a
 * weight: a lane that is the same in every round would be read off two rounds that differ by its owner.
 *
 * Loops rather than `from`, `map` and `reduce`, which on a vector of weights take up to fifty times as long.
 */

type Lanes = Uint32Array<ArrayBuffer>

export type SumShape = { readonly laneBits: 32 | 128; readonly lanes: number }

/** Which lanes an aggregation adds up; both sides compute it, and owners refuse another. */
export function sumShape(spec: StudySpec, owners: number, purpose: AggregationPurpose): SumShape {
  switch (purpose) {
    case "statistics":
      return { laneBits: 128, lanes: 2 + 3 * scaledColumns(spec.dataset).length }
    case "training":
      return { laneBits: 32, lanes: trainingPlan(spec, owners).lanes }
    case "measurement":
      return { laneBits: 32, lanes: measurementPlan(spec, owners).lanes }
  }
}

// ── statistics: exact, in lanes of 128 bits: rows of both kinds, then count, sum and sum of squares of each column ──

export function statisticsLanes(spec: StudySpec, owners: number, declared: Declaration): ExactEncoded {
  const { trainingRows, validationRows, statistics } = declared
  const integers = [BigInt(trainingRows), BigInt(validationRows)]
  for (const name of scaledColumns(spec.dataset)) {
    const column = statistics.find((one) => one.name === name)
    if (column === undefined) throw new RangeError("a declaration has the study's columns")
    const sum = toFixedPoint(column.sum, EXACT_FRACTION_BITS)
    const sumOfSquares = toFixedPoint(column.sumOfSquares, EXACT_FRACTION_BITS)
    if (sum === undefined || sumOfSquares === undefined)
      return { ok: false, code: "E_NOT_FINITE", lane: integers.length }
    integers.push(BigInt(column.count), sum, sumOfSquares)
  }
  return encodeIntegers(integers, owners)
}

export type OpenedStatistics = { readonly totals: StudyTotals; readonly scaling: readonly ColumnScaling[] }

/**
 * The common scaling and the rows of all survivors together.
 * @param survivors |A|
 * @returns null when no rows have these sums: somebody's lanes were no statistics.
 */
export function openStatistics(spec: StudySpec, survivors: number, lanes: Lanes): OpenedStatistics | null {
  const [training = 0n, validation = 0n, ...columns] = decodeIntegers(lanes)
  const totals = { owners: survivors, trainingRows: Number(training), validationRows: Number(validation) }
  if (totals.trainingRows < 1 || totals.validationRows < 0) return null
  if (!Number.isSafeInteger(totals.trainingRows) || !Number.isSafeInteger(totals.validationRows)) return null
  const statistics = scaledColumns(spec.dataset).map(
    (name, index): ColumnStatistics => ({
      name,
      count: Number(columns[3 * index] ?? 0n),
      sum: fromFixedPoint(columns[3 * index + 1] ?? 0n, EXACT_FRACTION_BITS),
      sumOfSquares: fromFixedPoint(columns[3 * index + 2] ?? 0n, EXACT_FRACTION_BITS),
    }),
  )
  const arePossible = statistics.every(
    ({ count, sum, sumOfSquares }) =>
      count >= 0 &&
      count <= totals.trainingRows &&
      // Each owner rounds its two sums to multiples of 2⁻³².
      (sumOfSquares + survivors * 2 ** -EXACT_FRACTION_BITS) * count >= sum * sum * (1 - 1e-9),
  )
  return arePossible ? { totals, scaling: combineStatistics([statistics]) } : null
}

// ── training: an update and what was measured beside it, in lanes of 32 bits ──

/** What one owner measured on its rows. Accuracy is null for a numeric target. */
export type OwnMeasurement = { readonly loss: number; readonly accuracy: number | null }

export type OwnTraining = {
  /** [parameters] trained − received, at most `clipNorm` long; see `clippedUpdate`. */
  readonly update: Float64Array
  readonly training: OwnMeasurement
  /** Of the model that was received; null without validation rows. */
  readonly validation: OwnMeasurement | null
}

/** Rows of one owner, which never leave it: they are in its weights. */
export type OwnRows = Pick<Declaration, "trainingRows" | "validationRows">

/** @param random rounds the lanes; see `quantise` */
export function trainingLanes(
  spec: StudySpec,
  owners: number,
  totals: StudyTotals,
  rows: OwnRows,
  { update, training, validation }: OwnTraining,
  random: Random,
): Quantised {
  const policy = policyOf(spec)
  const plan = trainingPlan(spec, owners)
  const weight = relativeWeight(rows.trainingRows, totals.trainingRows, totals.owners, policy.weightCap)
  const values = new Float64Array(plan.lanes)
  for (let index = 0; index < update.length; index++) values[index] = weight * (update[index] ?? 0)
  values.set(measured(training, weight, policy), update.length)
  values.set(validationLanes(validation, rows, totals, policy), update.length + 2)
  return quantise(values, plan, random)
}

export type OpenedTraining = {
  /** [parameters] weighted mean of the survivors' updates */
  readonly update: Float64Array<ArrayBuffer>
  readonly training: OwnMeasurement
  /** Of the model that the round started from; null when no owner holds validation rows. */
  readonly validation: OwnMeasurement | null
}

/** An honest mean stays below the clip, unless most of the rows are missing; a poisoned lane is far above. */
const GATE = 2

/**
 * What a sum of training lanes says.
 * @param survivors |A|
 * @returns null when the mean update is longer than any honest one: the round is worth nothing.
 */
export function openTraining(
  spec: StudySpec,
  owners: number,
  totals: StudyTotals,
  survivors: number,
  lanes: Lanes,
): OpenedTraining | null {
  const means = meansOf(lanes, trainingPlan(spec, owners), survivors)
  const update = means.slice(0, -4)
  if (length(update) > GATE * policyOf(spec).clipNorm) return null
  return {
    update,
    training: opened(spec, means.subarray(-4, -2)),
    validation: totals.validationRows === 0 ? null : opened(spec, means.subarray(-2)),
  }
}

/**
 * What an owner's training changed, scaled down to `clipNorm` where it is longer (L2).
 * @returns [parameters]
 */
export function clippedUpdate(
  received: Float32Array,
  trained: Float32Array,
  clipNorm: number,
): Float64Array<ArrayBuffer> {
  const update = new Float64Array(trained.length)
  for (let index = 0; index < update.length; index++)
    update[index] = (trained[index] ?? 0) - (received[index] ?? 0)
  const factor = clipNorm / length(update)
  if (factor < 1)
    for (let index = 0; index < update.length; index++) update[index] = (update[index] ?? 0) * factor
  return update
}

/** The new global model before the server's step. @returns [parameters] */
export function movedWeights(weights: Float32Array, update: Float64Array): Float32Array<ArrayBuffer> {
  const moved = new Float32Array(weights.length)
  for (let index = 0; index < moved.length; index++)
    moved[index] = (weights[index] ?? 0) + (update[index] ?? 0)
  return moved
}

// ── measurement: of a model, without training ──

/** @param random rounds the lanes; see `quantise` */
export function measurementLanes(
  spec: StudySpec,
  owners: number,
  totals: StudyTotals,
  rows: OwnRows,
  validation: OwnMeasurement | null,
  random: Random,
): Quantised {
  const values = validationLanes(validation, rows, totals, policyOf(spec))
  return quantise(values, measurementPlan(spec, owners), random)
}

export function openMeasurement(
  spec: StudySpec,
  owners: number,
  survivors: number,
  lanes: Lanes,
): OwnMeasurement {
  return opened(spec, meansOf(lanes, measurementPlan(spec, owners), survivors))
}

// ── the lanes ──

function trainingPlan(spec: StudySpec, owners: number): LanePlan {
  const { clipNorm, weightCap } = policyOf(spec)
  const update = { name: "update", lanes: parameterCount(spec.model), bound: clipNorm * weightCap }
  return planLanes(owners, [
    update,
    ...measurementGroups(spec, "training"),
    ...measurementGroups(spec, "validation"),
  ])
}

function measurementPlan(spec: StudySpec, owners: number): LanePlan {
  return planLanes(owners, measurementGroups(spec, "validation"))
}

function measurementGroups(spec: StudySpec, of: "training" | "validation") {
  const { lossBound, weightCap } = policyOf(spec)
  return [
    { name: `${of} loss`, lanes: 1, bound: lossBound * weightCap },
    { name: `${of} accuracy`, lanes: 1, bound: weightCap },
  ]
}

function validationLanes(
  validation: OwnMeasurement | null,
  { validationRows }: OwnRows,
  totals: StudyTotals,
  policy: SecurePolicy,
): number[] {
  if (validation === null || validationRows === 0) return [0, 0]
  const weight = relativeWeight(validationRows, totals.validationRows, totals.owners, policy.weightCap)
  return measured(validation, weight, policy)
}

/**
 * A loss is bounded before it is weighted, as its lane is sized for. One that is no number is as high as the bound, and
 * is not refused: whether an owner takes part must not tell the relay what a model does to its rows.
 */
function measured({ loss, accuracy }: OwnMeasurement, weight: number, { lossBound }: SecurePolicy): number[] {
  const bounded = Number.isFinite(loss) ? Math.min(loss, lossBound) : lossBound
  return [weight * bounded, weight * (Number.isFinite(accuracy) ? (accuracy ?? 0) : 0)]
}

/** Rows against the average owner's. An owner that joined the sums after the statistics can be all there is. */
function relativeWeight(rows: number, allRows: number, owners: number, cap: number): number {
  return allRows === 0 ? 0 : Math.min(cap, (rows * owners) / allRows)
}

function meansOf(lanes: Lanes, plan: LanePlan, survivors: number): Float64Array<ArrayBuffer> {
  const means = dequantise(lanes, plan)
  for (let index = 0; index < means.length; index++) means[index] = (means[index] ?? 0) / survivors
  return means
}

/** Rounding, and owners that are missing, may carry an estimate out of its range. */
function opened({ dataset }: StudySpec, [loss = 0, accuracy = 0]: Float64Array): OwnMeasurement {
  return {
    loss: Math.max(0, loss),
    accuracy: dataset.target.kind === "class" ? Math.min(1, Math.max(0, accuracy)) : null,
  }
}

function length(vector: Float64Array): number {
  let squares = 0
  for (let index = 0; index < vector.length; index++) squares += (vector[index] ?? 0) ** 2
  return Math.sqrt(squares)
}

function policyOf({ secure }: StudySpec): SecurePolicy {
  if (secure === undefined) throw new Error("only a secure study has sums")
  return secure
}
