import { existsSync, readFileSync } from "node:fs"
import { type ColumnScaling, type DatasetSchema, featureCount } from "@tutti/protocol"
import fc from "fast-check"
import { expect, test } from "vitest"
import { checkTable } from "../check/check-table.ts"
import { usableRows } from "../check/survey.ts"
import type { Examples } from "../examples.ts"
import { autoMapping } from "../mapping/auto-mapping.ts"
import type { PreparedDataset } from "../prepared-dataset.ts"
import { creditApprovalSchema } from "../schema/credit-approval.ts"
import { featureNames } from "../schema/features.ts"
import { parseTable, parseTableText } from "../table/parse-table.ts"
import { selectRows, type Table } from "../table/table.ts"
import { encodeFeaturesForPrediction } from "./prediction.ts"
import { prepareDataset } from "./prepare-dataset.ts"
import { combineStatistics } from "./scaling.ts"

const schema: DatasetSchema = {
  header: true,
  columns: [
    { kind: "binary", name: "owner", values: ["no", "yes"], missing: { imputeWith: "yes" } },
    { kind: "numeric", name: "age", missing: "impute-mean" },
    { kind: "category", name: "trade", categories: ["sea", "art", "law"], missing: { imputeWith: "art" } },
    { kind: "numeric", name: "debt", missing: "drop-row" },
  ],
  target: { kind: "class", name: "label", classes: ["-", "+"] },
  missingMarkers: ["?"],
}
const FEATURES = 6

function table(rows: readonly (readonly string[])[], header = "owner,age,trade,debt,label"): Table {
  const parsed = parseTableText([header, ...rows.map((row) => row.join(","))].join("\n"), {
    header: true,
    delimiter: ",",
  })
  if (!parsed.ok) throw new Error(parsed.problems[0].code)
  return parsed.table
}
function prepare(from: Table, validationFraction = 0, seed = 1, study = schema): PreparedDataset {
  const prepared = prepareDataset(from, study, autoMapping(from, study), { seed, validationFraction })
  if (!prepared.ok) throw new Error(prepared.problems.map(({ code }) => code).join(" "))
  return prepared.dataset
}
const rowsOf = ({ features, targets, rows }: Examples, width = FEATURES, outputs = 2) =>
  Array.from({ length: rows }, (_, row) => [
    ...features.slice(row * width, (row + 1) * width),
    ...targets.slice(row * outputs, (row + 1) * outputs),
  ])

const row = fc.tuple(
  fc.constantFrom("no", "yes", "?"),
  fc.integer({ min: 0, max: 99 }).map(String),
  fc.constantFrom("sea", "art", "law", "?"),
  fc.integer({ min: -500, max: 500 }).map((value) => String(value / 4)),
  fc.constantFrom("-", "+"),
)
const rows = fc.array(row, { minLength: 1, maxLength: 20 })
const scaling: ColumnScaling[] = [
  { name: "age", mean: 40, stddev: 10 },
  { name: "debt", mean: 100, stddev: 50 },
]

test("a file becomes the features that the schema describes", () => {
  const { training } = prepare(
    table([
      ["yes", "50", "law", "25", "+"],
      ["no", "?", "sea", "200", "-"],
      ["?", "35", "?", "100", "+"],
    ]),
  ).encode(scaling)
  expect(rowsOf(training)).toEqual([
    [1, 1, 0, 0, 1, -1.5, 0, 1],
    [0, 0, 1, 0, 0, 2, 1, 0],
    [1, -0.5, 0, 1, 0, 0, 0, 1],
  ])
  expect(featureNames(schema)).toEqual(["owner=yes", "age", "trade=sea", "trade=art", "trade=law", "debt"])
})

test("every category and every class is one-hot", () => {
  fc.assert(
    fc.property(rows, (cells) => {
      for (const encoded of rowsOf(prepare(table(cells)).encode(scaling).training)) {
        expect(encoded.slice(2, 5).sort()).toEqual([0, 0, 1])
        expect(encoded.slice(6).sort()).toEqual([0, 1])
      }
    }),
  )
})

test("permuting rows permutes examples", () => {
  const permuted = rows.chain((cells) =>
    fc.tuple(fc.constant(cells), fc.shuffledSubarray([...cells.keys()], { minLength: cells.length })),
  )
  fc.assert(
    fc.property(permuted, ([cells, order]) => {
      const from = table(cells)
      const straight = rowsOf(prepare(from).encode(scaling).training)
      const shuffled = rowsOf(prepare(selectRows(from, order)).encode(scaling).training)
      expect(shuffled).toEqual(order.map((index) => straight[index]))
    }),
  )
})

test("the split deals every usable row to one part, and the seed decides which", () => {
  fc.assert(
    fc.property(rows, fc.double({ min: 0, max: 0.5, noNaN: true }), fc.nat(), (cells, fraction, seed) => {
      const from = table(cells)
      const whole = rowsOf(prepare(from).encode(scaling).training)
      const dataset = prepare(from, fraction, seed)
      const { training, validation } = dataset.encode(scaling)
      expect([training.rows, validation.rows]).toEqual([dataset.trainingRows, dataset.validationRows])
      expect(validation.rows).toBe(Math.floor(cells.length * fraction))
      const sorted = (list: number[][]) => list.map((encoded) => encoded.join()).sort()
      expect(sorted([...rowsOf(training), ...rowsOf(validation)])).toEqual(sorted(whole))
      expect(prepare(from, fraction, seed).encode(scaling)).toEqual({ training, validation })
    }),
  )
})

test("statistics are of the training rows alone: scaled by them, these have mean 0 and variance 1", () => {
  const cells = Array.from({ length: 60 }, (_, index) => [
    "no",
    String(index * index),
    "sea",
    String(index),
    "+-"[index % 2] ?? "",
  ])
  const dataset = prepare(table(cells), 0.3, 9)
  expect(dataset.statistics.map(({ name, count }) => [name, count])).toEqual([
    ["age", 42],
    ["debt", 42],
  ])
  const { training, validation } = dataset.encode(combineStatistics([dataset.statistics]))
  for (const column of [1, 5]) {
    const values = rowsOf(training).map((encoded) => encoded[column] ?? Number.NaN)
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length
    expect(mean).toBeCloseTo(0, 5)
    expect(variance).toBeCloseTo(1, 5)
  }
  expect(validation.rows).toBe(18)
})

test("owners who scale by all owners' statistics encode as the pooled file does", () => {
  fc.assert(
    fc.property(rows, rows, (first, second) => {
      const [one, other, pooled] = [table(first), table(second), table([...first, ...second])].map((from) =>
        prepare(from),
      )
      if (!one || !other || !pooled) throw new Error("three datasets")
      const common = combineStatistics([one.statistics, other.statistics])
      const apart = [one, other].flatMap((dataset) => rowsOf(dataset.encode(common).training)).flat()
      const together = rowsOf(pooled.encode(combineStatistics([pooled.statistics])).training).flat()
      expect(apart.length).toBe(together.length)
      for (const [index, value] of apart.entries())
        expect(value).toBeCloseTo(together[index] ?? Number.NaN, 5)
    }),
  )
})

test("filled-in numbers do not count in the statistics and are 0 after scaling", () => {
  const dataset = prepare(
    table([
      ["no", "10", "sea", "1", "-"],
      ["no", "?", "sea", "2", "+"],
      ["no", "30", "sea", "3", "+"],
    ]),
  )
  expect(dataset.statistics[0]).toEqual({ name: "age", count: 2, sum: 40, sumOfSquares: 1_000 })
  const encoded = rowsOf(dataset.encode(combineStatistics([dataset.statistics])).training)
  expect(encoded.map(([, age]) => age)).toEqual([-1, 0, 1])
})

test("a numeric target is scaled and has statistics, the last", () => {
  const study: DatasetSchema = { ...schema, target: { kind: "number", name: "price" } }
  const from = table(
    [
      ["no", "1", "sea", "1", "100"],
      ["no", "2", "art", "2", "300"],
    ],
    "owner,age,trade,debt,price",
  )
  const dataset = prepare(from, 0, 1, study)
  expect(dataset.statistics.map(({ name }) => name)).toEqual(["age", "debt", "price"])
  const { training } = dataset.encode(combineStatistics([dataset.statistics]))
  expect([...training.targets]).toEqual([-1, 1])
})

test("an owner of one row trains on it", () => {
  const dataset = prepare(table([["no", "1", "sea", "1", "-"]]), 0.5)
  expect([dataset.trainingRows, dataset.validationRows]).toEqual([1, 0])
  expect(dataset.encode(scaling).validation).toEqual({
    features: new Float32Array(),
    targets: new Float32Array(),
    rows: 0,
  })
})

test("a file that the check refuses is not prepared, for the same reasons", () => {
  const from = table([["no", "1", "sea", "?", "-"]])
  const prepared = prepareDataset(from, schema, autoMapping(from, schema), { seed: 1, validationFraction: 0 })
  expect(prepared).toEqual({
    ok: false,
    problems: checkTable(from, schema, autoMapping(from, schema)).problems,
  })
})

test("a scaling that lacks a column is a bug", () => {
  const dataset = prepare(table([["no", "1", "sea", "1", "-"]]))
  expect(() => dataset.encode([])).toThrow(RangeError)
})

test("rows without a target are encoded for prediction as they would be for training", () => {
  fc.assert(
    fc.property(rows, (cells) => {
      const whole = prepare(table(cells)).encode(scaling).training.features
      const from = table(
        cells.map((values) => values.slice(0, 4)),
        "owner,age,trade,debt",
      )
      const encoded = encodeFeaturesForPrediction(from, schema, autoMapping(from, schema), scaling)
      expect(encoded).toMatchObject({ ok: true, features: whole, rows: cells.length })
    }),
  )
})

test("a prediction says which rows it is for, and what stops it", () => {
  const header = "owner,age,trade,debt"
  const from = table(
    [
      ["no", "1", "sea", "?"],
      ["no", "1", "sea", "5"],
      ["no", "1", "moon", "5"],
    ],
    header,
  )
  const encoded = encodeFeaturesForPrediction(from, schema, autoMapping(from, schema), scaling)
  expect(encoded).toMatchObject({ ok: true, rows: 1, tableRows: Uint32Array.of(1) })
  const none = selectRows(from, [0])
  expect(encodeFeaturesForPrediction(none, schema, autoMapping(none, schema), scaling)).toMatchObject({
    ok: false,
    problems: [{ code: "D_NO_ROWS_LEFT" }],
  })
  const short = table([["no", "1"]], "owner,age")
  expect(encodeFeaturesForPrediction(short, schema, autoMapping(short, schema), scaling)).toMatchObject({
    ok: false,
    problems: [
      { code: "D_COLUMN_MISSING", column: "trade" },
      { code: "D_COLUMN_MISSING", column: "debt" },
    ],
  })
})

test("the credit template has 42 features", () => {
  expect(featureCount(creditApprovalSchema)).toBe(42)
  expect(featureNames(creditApprovalSchema)).toHaveLength(42)
})

const realFile = new URL("../../../../../shared/data/crx.data", import.meta.url)
test.skipIf(!existsSync(realFile))(
  "the real credit file: 690 rows, 653 complete, every category listed",
  () => {
    const parsed = parseTable(new Uint8Array(readFileSync(realFile)))
    if (!parsed.ok) throw new Error(parsed.problems[0].code)
    const mapping = autoMapping(parsed.table, creditApprovalSchema)
    const report = checkTable(parsed.table, creditApprovalSchema, mapping)
    expect(report).toMatchObject({ ok: true, rows: 690, usableRows: 653 })
    expect(report.classBalance).toEqual([
      { value: "-", rows: 357 },
      { value: "+", rows: 296 },
    ])
    const complete = selectRows(parsed.table, usableRows(parsed.table, creditApprovalSchema, mapping))
    for (const [index, column] of creditApprovalSchema.columns.entries()) {
      if (column.kind === "numeric") continue
      const held = new Set(
        Array.from({ length: complete.rows }, (_, row) => complete.columns[index]?.at(row)),
      )
      expect([...held].sort()).toEqual(
        [...(column.kind === "binary" ? column.values : column.categories)].sort(),
      )
    }
    expect(prepare(parsed.table, 0.2, 7, creditApprovalSchema)).toMatchObject({
      trainingRows: 523,
      validationRows: 130,
    })
  },
)
