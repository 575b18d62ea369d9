import { Column } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { columnFrom, formOf } from "./column-form.ts"

const value = fc.string({ unit: fc.constantFrom(..."abc ,;0"), minLength: 1, maxLength: 5 })
const numeric = fc
  .record(
    {
      kind: fc.constant("numeric" as const),
      name: fc.constant("n"),
      unit: fc.constantFrom("€", "kg"),
      min: fc.integer(),
      // A study arrives as JSON, which has no minus zero.
      max: fc.double({ noNaN: true, noDefaultInfinity: true }).map((bound) => bound + 0),
      missing: fc.constantFrom("drop-row" as const, "impute-mean" as const),
    },
    { requiredKeys: ["kind", "name", "missing"] },
  )
  .map((column) => Column.parse(column))
const category = fc
  .uniqueArray(value, { minLength: 2, maxLength: 6 })
  .chain((values) =>
    fc
      .constantFrom("drop-row" as const, { imputeWith: values[0] ?? "" })
      .map((missing) =>
        Column.parse(
          values.length === 2
            ? { kind: "binary", name: "c", values, missing }
            : { kind: "category", name: "c", categories: values, missing },
        ),
      ),
  )

describe("a column in fields", () => {
  test("comes back as it was when nothing is changed", () => {
    fc.assert(
      fc.property(fc.oneof(numeric, category), (column) => {
        expect(columnFrom(column, formOf(column))).toEqual(column)
      }),
    )
  })

  test("becomes a category when a third value is added", () => {
    const column = Column.parse({ kind: "binary", name: "c", values: ["no", "yes"], missing: "drop-row" })
    expect(columnFrom(column, { ...formOf(column), values: "no\nyes\nmaybe\n" })).toEqual({
      kind: "category",
      name: "c",
      categories: ["no", "yes", "maybe"],
      missing: "drop-row",
    })
  })

  test("drops the row when the value that filled its gaps is gone", () => {
    const column = Column.parse({
      kind: "category",
      name: "c",
      categories: ["a", "b", "c"],
      missing: { imputeWith: "c" },
    })
    expect(columnFrom(column, { ...formOf(column), values: "a\nb\nd" }).missing).toBe("drop-row")
  })
})
