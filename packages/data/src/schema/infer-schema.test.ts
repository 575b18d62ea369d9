import { DatasetSchema } from "@tutti/protocol"
import fc from "fast-check"
import { expect, test } from "vitest"
import { parseTableText } from "../table/parse-table.ts"
import { selectRows, type Table } from "../table/table.ts"
import { type InferenceOptions, inferSchema } from "./infer-schema.ts"

function table(text: string): Table {
  const parsed = parseTableText(text, { header: true })
  if (!parsed.ok) throw new Error(parsed.problems[0].code)
  return parsed.table
}
const infer = (text: string, target: string, options?: InferenceOptions) =>
  inferSchema(table(text), target, options)
const notes = (inferred: ReturnType<typeof inferSchema>) =>
  inferred.problems.map(({ code, column, severity }) => [code, column, severity])

test("numbers become numbers, two values binary, more a category, all in the file's order", () => {
  const inferred = infer("age,owner,trade,label\n31,yes,law,good\n58.5,no,art,bad\n40,no,sea,good\n", "label")
  expect(inferred).toEqual({
    ok: true,
    problems: [],
    schema: {
      header: true,
      columns: [
        { kind: "numeric", name: "age", missing: "drop-row" },
        { kind: "binary", name: "owner", values: ["no", "yes"], missing: "drop-row" },
        { kind: "category", name: "trade", categories: ["art", "law", "sea"], missing: "drop-row" },
      ],
      target: { kind: "class", name: "label", classes: ["bad", "good"] },
      missingMarkers: ["?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null"],
    },
  })
})

test("the order of rows has no influence, and the result is a schema of the protocol", () => {
  const row = fc.tuple(
    fc.constantFrom("1", "2.5", "?", "-3"),
    fc.constantFrom("u", "y", "l", ""),
    fc.constantFrom("007", "8", "12"),
    fc.constantFrom("0", "1", "2"),
  )
  const shuffled = fc
    .array(row, { minLength: 3, maxLength: 12 })
    .chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows.keys()], { minLength: rows.length })),
    )
  fc.assert(
    fc.property(shuffled, ([rows, order]) => {
      const from = table(`a,b,c,label\n${rows.map((cells) => cells.join(",")).join("\n")}\n`)
      const one = inferSchema(from, "label")
      const other = inferSchema(selectRows(from, order), "label")
      expect(other.ok && other.schema).toEqual(one.ok && one.schema)
      if (one.ok) expect(DatasetSchema.parse(one.schema)).toEqual(one.schema)
    }),
  )
})

test("numbers with leading zeros or more than 15 digits are never numbers silently", () => {
  const rows = Array.from(
    { length: 30 },
    (_, row) => `${["01000", "80331"][row % 2]},${"1234567890123456"}${row % 3},${row},${row % 2}`,
  )
  const inferred = infer(`postcode,account,x,label\n${rows.join("\n")}\n`, "label")
  expect(inferred.ok && inferred.schema.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ["postcode", "binary"],
    ["account", "category"],
    ["x", "numeric"],
  ])
  expect(notes(inferred)).toEqual([
    ["D_LEADING_ZEROS", "postcode", "warning"],
    ["D_LONG_DIGITS", "account", "warning"],
  ])
})

test("identifiers, constants and empty columns are left out by name", () => {
  const rows = Array.from({ length: 40 }, (_, row) => `p${row},same,,${row},${row % 2}`)
  const inferred = infer(`id,constant,nothing,x,label\n${rows.join("\n")}\n`, "label")
  expect(inferred.ok && inferred.schema.columns.map(({ name }) => name)).toEqual(["x"])
  expect(notes(inferred)).toEqual([
    ["D_IDENTIFIER", "id", "warning"],
    ["D_CONSTANT_COLUMN", "constant", "warning"],
    ["D_EMPTY_COLUMN", "nothing", "warning"],
  ])
})

test("one slip of the pen among many numbers leaves a column of numbers and is named by row", () => {
  const rows = Array.from({ length: 40 }, (_, row) => `${row === 7 ? "1o" : row},${row % 2}`)
  const inferred = infer(`x,label\n${rows.join("\n")}\n`, "label")
  expect(inferred.ok && inferred.schema.columns[0]?.kind).toBe("numeric")
  expect(inferred.problems).toMatchObject([{ code: "D_NOT_A_NUMBER", column: "x", places: [{ line: 9 }] }])
})

test("decimal commas are numbers", () => {
  const inferred = infer("price;label\n1.234,56;a\n2,5;b\n", "label")
  expect(inferred.ok && inferred.schema.columns[0]?.kind).toBe("numeric")
})

test.each([
  ["whole numbers, few", ["0", "1", "10", "2"], { kind: "class", classes: ["0", "1", "2", "10"] }],
  ["words", ["b", "a", "B"], { kind: "class", classes: ["B", "a", "b"] }],
  ["fractions", ["0.5", "1.5"], { kind: "number" }],
  ["many whole numbers", Array.from({ length: 11 }, (_, value) => String(value)), { kind: "number" }],
  ["codes", ["01", "02"], { kind: "class", classes: ["01", "02"] }],
])("the target is a class or a number: %s", (_, values, target) => {
  const inferred = infer(`x,label\n${values.map((value, row) => `${row},${value}`).join("\n")}\n`, "label")
  expect(inferred.ok && inferred.schema.target).toEqual({ ...target, name: "label" })
})

test("a choice overrules the looks", () => {
  const text = "code,x,y,label\n01,1,5,1\n02,2,6,2\n03,3,7,3\n"
  const inferred = infer(text, "label", {
    kinds: { code: "numeric", x: "category", y: "left-out" },
    target: "number",
    missing: "impute",
  })
  expect(inferred.ok && inferred.schema).toMatchObject({
    columns: [
      { kind: "numeric", name: "code", missing: "impute-mean" },
      { kind: "category", name: "x", categories: ["1", "2", "3"], missing: { imputeWith: "1" } },
    ],
    target: { kind: "number", name: "label" },
  })
})

test("filled in is the most frequent value", () => {
  const inferred = infer("a,x,label\nu,1,0\ny,2,1\ny,3,0\n?,4,1\n", "label", { missing: "impute" })
  expect(inferred.ok && inferred.schema.columns[0]).toMatchObject({ missing: { imputeWith: "y" } })
})

test("the first of two columns with one name is taken, and it is said", () => {
  const inferred = infer("a,a,label\n1,x,0\n2,y,1\n", "label")
  expect(inferred.ok && inferred.schema.columns).toEqual([
    { kind: "numeric", name: "a", missing: "drop-row" },
  ])
  expect(notes(inferred)).toEqual([["D_DUPLICATE_HEADER", "a", "warning"]])
})

test.each([
  ["an unknown target", "a,label\n1,0\n2,1\n", "labels", {}, "D_UNKNOWN_TARGET"],
  ["one class", "a,label\n1,x\n2,x\n", "label", {}, "D_ONE_CLASS"],
  ["nothing to learn from", "a,label\nx,0\nx,1\n", "label", {}, "D_NO_COLUMNS"],
  ["words as a number", "a,label\n1,x\n2,y\n", "label", { target: "number" }, "D_NOT_A_NUMBER"],
  [
    "one value as a category",
    "a,b,label\n1,2,x\n1,3,y\n",
    "label",
    { kinds: { a: "category" } },
    "D_IDENTIFIER",
  ],
  [
    "a class for every row",
    `a,label\n${Array.from({ length: 1_001 }, (_, row) => `${row},n${row}`).join("\n")}\n`,
    "label",
    {},
    "D_IDENTIFIER",
  ],
  [
    "more columns than a study takes",
    `${Array.from({ length: 514 }, (_, index) => `c${index}`).join(",")}\n${"1,".repeat(513)}0\n${"2,".repeat(513)}1\n`,
    "c513",
    {},
    "D_TOO_MANY_COLUMNS",
  ],
] as const)("refused by name: %s", (_, text, target, options, code) => {
  const inferred = infer(text, target, options)
  expect(inferred.ok).toBe(false)
  expect(inferred.problems.filter(({ severity }) => severity === "error").map((found) => found.code)).toEqual(
    [code],
  )
})
