import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { isPossibleColumn, type RegressionColumn, unitsPerOne } from "./column.ts"
import { cellRefusal, encoderOf } from "./encode.ts"
import { suggestColumn } from "./suggest.ts"

fc.configureGlobal({ seed: 20_260_104 })

const decimal = (digits: number, bound: number): RegressionColumn => ({
  name: "price",
  encoding: { kind: "decimal", digits },
  bound,
})
const encoded = (column: RegressionColumn, cells: readonly number[]) => {
  const integers = new Float64Array(cells.length)
  const count = encoderOf(column)(cells, 0, cells.length, integers)
  return { count, integers: [...integers.subarray(0, count)] }
}

describe("decimal columns", () => {
  test("every decimal becomes its own digits, whatever float64 made of it", () => {
    const digits = fc.integer({ min: 0, max: 6 })
    fc.assert(
      fc.property(digits, fc.integer({ min: -(10 ** 9), max: 10 ** 9 }), (places, integer) => {
        const sign = integer < 0 ? "-" : ""
        const text = String(Math.abs(integer)).padStart(places + 1, "0")
        const written = Number(
          `${sign}${text.slice(0, text.length - places)}.${text.slice(text.length - places)}`,
        )
        expect(encoded(decimal(places, 10 ** 9), [written]).integers[0]).toBe(integer === 0 ? 0 : integer)
      }),
    )
  })

  test("a value that a computation left a few last places off is still that decimal", () => {
    expect(encoded(decimal(1, 8), [0.1 + 0.2, 0.00632 * 1000 - 6.02]).integers[0]).toBe(3)
  })

  test("more digits than declared are refused, and so are values outside the range and cells that are no numbers", () => {
    const column = decimal(1, 100)
    for (const [cell, code] of [
      [0.25, "E_RG_DIGITS"],
      [100.1, "E_RG_RANGE"],
      [Number.NaN, "E_RG_NOT_A_NUMBER"],
      [Number.NEGATIVE_INFINITY, "E_RG_NOT_A_NUMBER"],
    ] as const) {
      expect(encoded(column, [1.5, cell]).count).toBe(1)
      expect(cellRefusal(column, cell, 1)).toEqual({ code, column: "price", row: 1 })
    }
  })
})

describe("binary columns", () => {
  test("every cell is within half of 2^-32 of the scale", () => {
    const exponents = fc.integer({ min: -40, max: 40 })
    const fractions = fc.double({ min: -1, max: 1, noNaN: true })
    fc.assert(
      fc.property(exponents, fractions, (exponent, fraction) => {
        const value = fraction * 2 ** exponent
        const column: RegressionColumn = {
          name: "x",
          encoding: { kind: "binary", exponent },
          bound: 2 ** exponent,
        }
        const [integer = Number.NaN] = encoded(column, [value]).integers
        expect(Math.abs(integer * 2 ** (exponent - 32) - value)).toBeLessThanOrEqual(2 ** (exponent - 33))
      }),
    )
  })
})

describe("the suggested declaration", () => {
  test("takes the fewest digits that hold every cell, and a power of two as bound", () => {
    expect(suggestColumn("x", [1, 2.5, -30.25])).toEqual({
      name: "x",
      encoding: { kind: "decimal", digits: 2 },
      bound: 32,
    })
    expect(suggestColumn("x", [1 / 3, 0.5])).toEqual({
      name: "x",
      encoding: { kind: "binary", exponent: -1 },
      bound: 0.5,
    })
    expect(suggestColumn("x", [0, 0])?.bound).toBe(1)
  })

  test("holds every column of finite numbers that it declares", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1 }), (cells) => {
        const column = suggestColumn("x", cells)
        expect(column && isPossibleColumn(column) && encoded(column, cells).count).toBe(cells.length)
      }),
    )
  })

  test("there is none for a cell that is not a number", () => {
    expect(suggestColumn("x", [1, Number.NaN])).toBeUndefined()
  })
})

test("units are exact on both sides of 1", () => {
  expect(unitsPerOne({ kind: "decimal", digits: 3 })).toEqual({ numerator: 1000n, denominator: 1n })
  expect(unitsPerOne({ kind: "binary", exponent: 2 })).toEqual({ numerator: 1n << 30n, denominator: 1n })
  expect(unitsPerOne({ kind: "binary", exponent: 40 })).toEqual({ numerator: 1n, denominator: 256n })
})

test("impossible declarations are known as such", () => {
  expect(isPossibleColumn(decimal(7, 1))).toBe(false)
  expect(isPossibleColumn(decimal(6, 2 ** 40))).toBe(false)
  expect(isPossibleColumn(decimal(0, 0))).toBe(false)
  expect(isPossibleColumn({ name: "x", encoding: { kind: "binary", exponent: 0 }, bound: 2 })).toBe(false)
})
