import { webRandom } from "@tutti/crypto"
import { columnStatistics, combineStatistics, scaledColumns } from "@tutti/data"
import { parameterCount } from "@tutti/learning"
import { StudySpec, type StudyTotals } from "@tutti/protocol"
import { addLanes, type LaneBits } from "@tutti/secure-aggregation"
import { numberStudy } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Declaration } from "../declaration.ts"
import {
  clippedUpdate,
  measurementLanes,
  movedWeights,
  type OwnTraining,
  openMeasurement,
  openStatistics,
  openTraining,
  statisticsLanes,
  sumShape,
  trainingLanes,
} from "./sums.ts"

const CLIP = 2
const LOSS_BOUND = 10
const CAP = 4

const secure = {
  studyKey: "A".repeat(43),
  relayKey: "A".repeat(43),
  corruptPerTenThousand: 500,
  dropoutPerTenThousand: 2_000,
  minimumCohort: 3,
  maxContributions: 10,
  clipNorm: CLIP,
  lossBound: LOSS_BOUND,
  weightCap: CAP,
}
const numbers = StudySpec.parse({ ...numberStudy(), mode: "secure", secure })
const classes = StudySpec.parse({
  ...numbers,
  dataset: { ...numbers.dataset, target: { kind: "class", name: "price", classes: ["low", "high"] } },
  model: {
    inputs: 2,
    layers: [{ kind: "dense", units: 2, activation: "linear" }],
    loss: "softmax-cross-entropy",
  },
})
const parameters = parameterCount(numbers.model)
const updates = parameterCount(classes.model)

type Lanes = Uint32Array<ArrayBuffer>
function sum(laneBits: LaneBits, vectors: readonly Lanes[]): Lanes {
  const total = new Uint32Array(vectors[0]?.length ?? 0)
  for (const vector of vectors) addLanes(laneBits, total, vector)
  return total
}

const lanesOf = (encoded: { ok: true; lanes: Lanes } | { ok: false; code: string }): Lanes => {
  if (!encoded.ok) throw new Error(encoded.code)
  return encoded.lanes
}

describe("[T70] statistics", () => {
  const cell = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN))
  const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 })

  const declare = (table: readonly (readonly number[])[]): Declaration => ({
    trainingRows: table.length,
    validationRows: table.length % 3,
    statistics: scaledColumns(numbers.dataset).map((name, column) =>
      columnStatistics(
        name,
        Float64Array.from(table, (row) => row[column] ?? Number.NaN),
        Uint32Array.from(table.keys()),
      ),
    ),
  })

  test("the opened sum gives the scaling of all rows pooled, and how many rows there are", () => {
    fc.assert(
      fc.property(fc.array(rows, { minLength: 3, maxLength: 6 }), (owners) => {
        const declared = owners.map(declare)
        const lanes = declared.map((one) => lanesOf(statisticsLanes(numbers, owners.length, one)))
        expect(lanes[0]).toHaveLength((sumShape(numbers, owners.length, "statistics").lanes * 128) / 32)
        const opened = openStatistics(numbers, owners.length, sum(128, lanes))
        const pooled = declare(owners.flat())
        expect(opened?.totals).toEqual({
          owners: owners.length,
          trainingRows: pooled.trainingRows,
          validationRows: declared.reduce((all, { validationRows }) => all + validationRows, 0),
        })
        for (const [index, { mean, stddev }] of combineStatistics([pooled.statistics]).entries()) {
          const column = opened?.scaling[index]
          const size = Math.max(1, Math.abs(mean), stddev)
          expect(Math.abs((column?.mean ?? Number.NaN) - mean)).toBeLessThan(1e-8 * size)
          // A spread far below the values is rounding noise in either; both call it constant or neither matters.
          if (stddev > 1e-3 * size)
            expect(Math.abs((column?.stddev ?? Number.NaN) - stddev)).toBeLessThan(1e-4 * size)
        }
      }),
      { numRuns: 60 },
    )
  })

  test("sums that no rows have open nothing", () => {
    const declared = declare([[1, 2, 3]])
    const [column, ...others] = declared.statistics
    if (column === undefined) throw new Error("the study has columns")
    const lies = [
      { ...declared, trainingRows: 0 },
      { ...declared, trainingRows: -5 },
      { ...declared, validationRows: -1 },
      { ...declared, statistics: [{ ...column, count: 2 }, ...others] },
      { ...declared, statistics: [{ ...column, count: -1 }, ...others] },
      { ...declared, statistics: [{ ...column, sumOfSquares: 0.5 }, ...others] },
    ]
    for (const lie of lies)
      expect(openStatistics(numbers, 1, lanesOf(statisticsLanes(numbers, 3, lie)))).toBeNull()
  })

  test("a sum that is no finite number, or too large for its lane, is refused by its owner", () => {
    const [column, ...others] = declare([[1, 2, 3]]).statistics
    if (column === undefined) throw new Error("the study has columns")
    const withSum = (value: number) =>
      statisticsLanes(numbers, 3, {
        trainingRows: 1,
        validationRows: 0,
        statistics: [{ ...column, sum: value }, ...others],
      })
    expect(withSum(Number.NaN)).toMatchObject({ ok: false, code: "E_NOT_FINITE" })
    expect(withSum(1e300)).toMatchObject({ ok: false, code: "E_SA_CAPACITY" })
  })
})

describe("[T71] training", () => {
  const entry = fc.double({ min: -0.5, max: 0.5, noNaN: true })
  const share = fc.double({ min: 0, max: 1, noNaN: true })
  const measurement = fc.record({
    loss: fc.double({ min: 0, max: LOSS_BOUND, noNaN: true }),
    accuracy: share,
  })
  const owner = fc.record({
    trainingRows: fc.integer({ min: 1, max: 4 }),
    validationRows: fc.integer({ min: 1, max: 4 }),
    update: fc.array(entry, { minLength: updates, maxLength: updates }),
    training: measurement,
    validation: measurement,
  })
  const owners = fc.array(owner, { minLength: 3, maxLength: 8 })
  type Owner = OwnTraining & { trainingRows: number; validationRows: number }

  const totalsOf = (all: readonly Omit<Owner, "update">[]): StudyTotals => ({
    owners: all.length,
    trainingRows: all.reduce((rows, one) => rows + one.trainingRows, 0),
    validationRows: all.reduce((rows, one) => rows + one.validationRows, 0),
  })
  const lanesFrom = (totals: StudyTotals, one: Owner, N: number) =>
    lanesOf(trainingLanes(classes, N, totals, one, one, webRandom))

  test("the opened sum is the mean weighted by rows, of updates and of measurements", () => {
    fc.assert(
      fc.property(owners, (drawn) => {
        const all = drawn.map((one) => ({ ...one, update: Float64Array.from(one.update) }))
        const totals = totalsOf(all)
        const opened = openTraining(
          classes,
          all.length,
          totals,
          all.length,
          sum(
            32,
            all.map((one) => lanesFrom(totals, one, all.length)),
          ),
        )
        const mean = (of: (one: Owner) => number, rows: "trainingRows" | "validationRows") =>
          all.reduce((total, one) => total + one[rows] * of(one), 0) / totals[rows]
        for (const [index, value] of opened?.update.entries() ?? [])
          expect(value).toBeCloseTo(
            mean((one) => one.update[index] ?? 0, "trainingRows"),
            5,
          )
        expect(opened?.update).toHaveLength(updates)
        expect(opened?.training.loss).toBeCloseTo(
          mean((one) => one.training.loss, "trainingRows"),
          5,
        )
        expect(opened?.training.accuracy).toBeCloseTo(
          mean((one) => one.training.accuracy ?? 0, "trainingRows"),
          5,
        )
        expect(opened?.validation?.loss).toBeCloseTo(
          mean((one) => one.validation?.loss ?? 0, "validationRows"),
          5,
        )
      }),
      { numRuns: 60 },
    )
  })

  test("an owner of very many rows counts as the cap, and the lanes have room for it", () => {
    const small = { trainingRows: 1, validationRows: 0, training: { loss: 1, accuracy: 0 }, validation: null }
    const all = [
      { ...small, trainingRows: 1_000, update: new Float64Array(updates).fill(0.5) },
      ...Array.from({ length: 9 }, () => ({ ...small, update: new Float64Array(updates) })),
    ]
    const totals = totalsOf(all)
    const vectors = all.map((one) => lanesFrom(totals, one, all.length))
    const opened = openTraining(classes, all.length, totals, all.length, sum(32, vectors))
    expect(opened?.update[0]).toBeCloseTo((CAP * 0.5) / 10, 6)
    expect(opened?.validation).toBeNull()
  })

  test("a poisoned sum is thrown away: its mean is longer than any honest one", () => {
    const honest = {
      trainingRows: 1,
      validationRows: 1,
      training: { loss: 1, accuracy: 0 },
      validation: null,
    }
    const all = Array.from({ length: 4 }, () => ({ ...honest, update: new Float64Array(updates) }))
    const totals = totalsOf(all)
    const vectors = all.map((one) => lanesFrom(totals, one, all.length))
    vectors[0]?.fill(0x3fff_ffff, 0, updates)
    expect(openTraining(classes, 4, totals, 4, sum(32, vectors))).toBeNull()
  })

  test("an update with what is no number does not leave; a loss that is none is as high as the bound", () => {
    const totals = { owners: 3, trainingRows: 3, validationRows: 3 }
    const rows = { trainingRows: 1, validationRows: 1 }
    const fine: OwnTraining = {
      update: new Float64Array(updates),
      training: { loss: 1, accuracy: 1 },
      validation: { loss: 1, accuracy: 1 },
    }
    const broken = { ...fine, update: fine.update.map((_, index) => (index === 3 ? Number.NaN : 0)) }
    expect(trainingLanes(classes, 3, totals, rows, broken, webRandom)).toMatchObject({
      ok: false,
      code: "E_NOT_FINITE",
    })
    for (const loss of [1e9, Number.POSITIVE_INFINITY, Number.NaN]) {
      const high = { ...fine, training: { loss, accuracy: Number.NaN }, validation: { loss, accuracy: 1 } }
      const lanes = lanesOf(trainingLanes(classes, 3, totals, rows, high, webRandom))
      const opened = openTraining(classes, 3, totals, 1, lanes)
      expect(opened?.training.loss).toBeCloseTo(LOSS_BOUND, 4)
      expect(opened?.training.accuracy).toBeCloseTo(0, 4)
      expect(opened?.validation?.loss).toBeCloseTo(LOSS_BOUND, 4)
    }
  })

  test("a numeric target has no accuracy", () => {
    const totals = { owners: 3, trainingRows: 3, validationRows: 0 }
    const own = {
      update: new Float64Array(parameters),
      training: { loss: 1, accuracy: null },
      validation: null,
    }
    const rows = { trainingRows: 1, validationRows: 0 }
    const lanes = lanesOf(trainingLanes(numbers, 3, totals, rows, own, webRandom))
    expect(openTraining(numbers, 3, totals, 1, lanes)?.training.accuracy).toBeNull()
  })
})

test("[T72] a measurement opens to the mean weighted by validation rows; owners without any add nothing", () => {
  const totals = { owners: 3, trainingRows: 3, validationRows: 4 }
  const measured = [
    { validationRows: 1, validation: { loss: 1, accuracy: 1 } },
    { validationRows: 3, validation: { loss: 5, accuracy: 0.5 } },
    { validationRows: 0, validation: null },
  ]
  const vectors = measured.map(({ validationRows, validation }) =>
    lanesOf(measurementLanes(classes, 3, totals, { trainingRows: 1, validationRows }, validation, webRandom)),
  )
  const opened = openMeasurement(classes, 3, 3, sum(32, vectors))
  expect(opened.loss).toBeCloseTo(4, 5)
  expect(opened.accuracy).toBeCloseTo(0.625, 5)
})

describe("[T73] an update", () => {
  const vector = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 4, maxLength: 4 })

  test("is as long as it was, or as the clip, and points the same way", () => {
    fc.assert(
      fc.property(vector, vector, fc.double({ min: 0.01, max: 50, noNaN: true }), (from, to, clip) => {
        const change = to.map((value, index) => Math.fround(value) - Math.fround(from[index] ?? 0))
        const update = clippedUpdate(Float32Array.from(from), Float32Array.from(to), clip)
        const long = Math.hypot(...change)
        expect(Math.hypot(...update)).toBeCloseTo(Math.min(long, clip), 6)
        for (const [index, value] of update.entries())
          expect(value * long).toBeCloseTo((change[index] ?? 0) * Math.min(long, clip), 4)
      }),
    )
  })

  test("moves the weights by itself", () => {
    expect(movedWeights(Float32Array.of(1, 2), Float64Array.of(0.5, -2))).toEqual(Float32Array.of(1.5, 0))
  })
})
