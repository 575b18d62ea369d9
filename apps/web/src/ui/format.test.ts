import { describe, expect, test } from "vitest"
import {
  formatAge,
  formatBytes,
  formatChosenShare,
  formatClock,
  formatCounted,
  formatMeasure,
  formatShare,
  formatSpan,
  formatTick,
  formatTickShare,
  NO_VALUE,
  shortHash,
} from "./format.ts"

describe("numbers as people read them", () => {
  test("a share is a percentage with one digit; what was not measured is a dash and never a zero", () => {
    expect(formatShare(0.8639)).toBe("86.4%")
    expect(formatShare(0)).toBe("0.0%")
    expect(formatShare(null)).toBe(NO_VALUE)
    expect(formatShare(Number.NaN)).toBe(NO_VALUE)
  })

  test("a share that somebody chose has the digits it needs", () => {
    expect([0.2, 0.125, 1 / 3].map(formatChosenShare)).toEqual(["20%", "12.5%", "33.33%"])
    expect(formatChosenShare(Number.NaN)).toBe(NO_VALUE)
  })

  test("a measure keeps four significant digits at every size", () => {
    expect(formatMeasure(0.486123)).toBe("0.4861")
    expect(formatMeasure(12.34567)).toBe("12.35")
    expect(formatMeasure(0.0000123)).toBe("1.23E-5")
    expect(formatMeasure(null)).toBe(NO_VALUE)
    expect(formatMeasure(Number.POSITIVE_INFINITY)).toBe(NO_VALUE)
  })

  test("bytes are decimal and change their unit before they need four digits", () => {
    expect(formatBytes(0)).toBe("0 B")
    expect(formatBytes(999)).toBe("999 B")
    expect(formatBytes(1_000)).toBe("1 kB")
    expect(formatBytes(18_432)).toBe("18.4 kB")
    expect(formatBytes(999_960)).toBe("1 MB")
    expect(formatBytes(2_100_000)).toBe("2.1 MB")
  })

  test("spans stand in their natural unit", () => {
    expect(formatSpan(340)).toBe("340 ms")
    expect(formatSpan(999.6)).toBe("1 s")
    expect(formatSpan(4_230)).toBe("4.2 s")
    expect(formatSpan(59_960)).toBe("1 min")
    expect(formatSpan(7_200_000)).toBe("2 h")
    expect(formatSpan(725_000)).toBe("12 min 5 s")
    expect(formatSpan(12_000_000)).toBe("3 h 20 min")
  })

  test("a clock counts down to zero and not below", () => {
    expect(formatClock(250_000)).toBe("04:10")
    expect(formatClock(249_001)).toBe("04:10")
    expect(formatClock(3_850_000)).toBe("1:04:10")
    expect(formatClock(-5)).toBe("00:00")
  })

  test("an age is coarser the greater it is", () => {
    expect([400, 12_900, 250_000, 11_000_000].map(formatAge)).toEqual(["now", "12 s", "4 min", "3 h"])
  })

  test("one is singular, everything else plural", () => {
    expect([0, 1, 2_000].map((count) => formatCounted(count, "owner", "owners"))).toEqual([
      "0 owners",
      "1 owner",
      "2,000 owners",
    ])
  })

  test("ticks agree on their digits", () => {
    expect([0.5, 0.75, 1].map((tick) => formatTick(tick, 2))).toEqual(["0.50", "0.75", "1.00"])
    expect(formatTick(1e-5, 5)).toBe("1E-5")
    expect([0.8, 0.85].map((tick) => formatTickShare(tick, 2))).toEqual(["80%", "85%"])
    expect(formatTickShare(0.995, 3)).toBe("99.5%")
  })

  test("a short hash keeps its beginning and its end", () => {
    expect(shortHash("0123456789abcdef".repeat(4))).toBe("01234567…cdef")
  })
})
