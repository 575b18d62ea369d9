import fc from "fast-check"
import { expect, test } from "vitest"
import { hasLeadingZero, hasLongDigits, numberReading, parseNumber } from "./numbers.ts"

const SIGNS = {
  point: { decimal: ".", groups: ["", ",", " ", "\u00a0", "\u202f", "'", "’"] },
  comma: { decimal: ",", groups: ["", ".", " ", "\u00a0", "\u202f", "'", "’"] },
} as const

test("a number written with any grouping and decimal sign is read as itself", () => {
  const written = fc.record({
    hundredths: fc.integer({ min: -1e12, max: 1e12 }),
    decimal: fc.constantFrom("point" as const, "comma" as const),
    group: fc.nat(6),
    spaces: fc.constantFrom("", " ", "\t"),
  })
  fc.assert(
    fc.property(written, ({ hundredths, decimal, group, spaces }) => {
      const digits = String(Math.abs(hundredths)).padStart(3, "0")
      const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, SIGNS[decimal].groups[group] ?? "")
      const text = `${hundredths < 0 ? "-" : ""}${whole}${SIGNS[decimal].decimal}${digits.slice(-2)}`
      expect(parseNumber(spaces + text + spaces, decimal)).toBe(hundredths / 100)
    }),
  )
})

test("whatever JavaScript prints is read back", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      expect(parseNumber(String(value), "point")).toBe(value === 0 ? Number(String(value)) : value)
    }),
  )
})

test.each([
  ["1.234,56", "comma", 1234.56],
  ["1.234", "comma", 1234],
  ["1.234", "point", 1.234],
  ["1,234", "point", 1234],
  [",5", "comma", 0.5],
  ["5.", "point", 5],
  ["-1e-3", "point", -0.001],
  ["\u22124", "point", -4],
  ["00202", "point", 202],
] as const)("%s with a decimal %s is %d", (cell, decimal, value) => {
  expect(parseNumber(cell, decimal)).toBe(value)
})

test.each([
  "",
  " ",
  ".",
  "-",
  "abc",
  "12 kg",
  "1,2,3",
  "1.2.3",
  "12,34.5",
  "0x10",
  "inf",
  "NaN",
  "1e999",
  "1 2",
  "€5",
])("“%s” is no number", (cell) => {
  expect(parseNumber(cell, "point")).toBeNaN()
})

test.each([
  ["12", "same"],
  ["-3", "same"],
  ["1.5", "point"],
  ["0.125", "point"],
  ["12.3456", "point"],
  ["1234.567", "point"],
  ["1,5", "comma"],
  ["1.234,5", "comma"],
  ["1,234.5", "point"],
  ["1.234.567", "comma"],
  ["1.234", "ambiguous"],
  ["1,234", "ambiguous"],
  ["x", "none"],
] as const)("“%s” can be read: %s", (cell, reading) => {
  expect(numberReading(cell)).toBe(reading)
})

test("codes are told from numbers", () => {
  expect(["01", "00202", "-07", "0", "0.5", "10", "a0"].map(hasLeadingZero)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
    false,
  ])
  expect(["1234567890123456", "123456789012345", "1234567890.123456"].map(hasLongDigits)).toEqual([
    true,
    false,
    false,
  ])
})
