import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { DIGIT_SIDE, type Drawing, normaliseDigit } from "./normalise-digit.ts"

const SHEET = 60

/** Blots on a sheet, none nearer than `MARGIN` to its edge. */
const MARGIN = 12
const blot = fc.record({
  x: fc.integer({ min: MARGIN, max: SHEET - MARGIN - 8 }),
  y: fc.integer({ min: MARGIN, max: SHEET - MARGIN - 8 }),
  width: fc.integer({ min: 2, max: 8 }),
  height: fc.integer({ min: 2, max: 8 }),
  ink: fc.integer({ min: 60, max: 255 }),
})
const blots = fc.array(blot, { minLength: 1, maxLength: 6 })
type Blot = { x: number; y: number; width: number; height: number; ink: number }

function sheet(all: readonly Blot[], { zoom = 1, right = 0, down = 0 } = {}): Drawing {
  const side = SHEET * zoom
  const pixels = new Uint8Array(side * side)
  for (const { x, y, width, height, ink } of all)
    for (let row = (y + down) * zoom; row < (y + down + height) * zoom; row++)
      pixels.fill(ink, row * side + (x + right) * zoom, row * side + (x + right + width) * zoom)
  return { height: side, width: side, pixels }
}

function digitOf(drawing: Drawing): Uint8Array {
  const digit = normaliseDigit(drawing)
  if (digit === null) throw new Error("nothing was drawn")
  return digit
}

const inkAt = (digit: Uint8Array) =>
  [...digit.entries()]
    .filter(([, ink]) => ink > 0)
    .map(([place, ink]) => ({ x: place % DIGIT_SIDE, y: Math.floor(place / DIGIT_SIDE), ink }))

describe("a drawing as MNIST would have it", () => {
  test("where on the sheet it was drawn makes no difference", () => {
    const step = fc.integer({ min: -MARGIN, max: MARGIN })
    fc.assert(
      fc.property(blots, step, step, (all, right, down) => {
        expect(normaliseDigit(sheet(all, { right, down }))).toEqual(normaliseDigit(sheet(all)))
      }),
    )
  })

  test("how large it was drawn makes next to none: averages round differently", () => {
    fc.assert(
      fc.property(blots, fc.integer({ min: 2, max: 4 }), (all, zoom) => {
        const [small, large] = [digitOf(sheet(all)), digitOf(sheet(all, { zoom }))]
        for (const [place, ink] of small.entries())
          expect(Math.abs(ink - (large[place] ?? 0))).toBeLessThanOrEqual(1)
      }),
      { numRuns: 30 },
    )
  })

  test("it fills 20 pixels in its longer side and no more in the other, and its darkest pixel is black", () => {
    fc.assert(
      fc.property(blots, (all) => {
        const inks = inkAt(digitOf(sheet(all)))
        const span = (of: (one: { x: number; y: number }) => number) =>
          Math.max(...inks.map(of)) - Math.min(...inks.map(of)) + 1
        expect(
          Math.max(
            span(({ x }) => x),
            span(({ y }) => y),
          ),
        ).toBe(20)
        expect(Math.max(...inks.map(({ ink }) => ink))).toBe(255)
      }),
    )
  })

  test("its centre of mass lies within a pixel of the middle, or it touches an edge", () => {
    fc.assert(
      fc.property(blots, (all) => {
        const inks = inkAt(digitOf(sheet(all)))
        const mass = inks.reduce((sum, { ink }) => sum + ink, 0)
        for (const axis of ["x", "y"] as const) {
          const centre = inks.reduce((sum, one) => sum + one.ink * (one[axis] + 0.5), 0) / mass
          const touches = inks.some((one) => one[axis] === 0 || one[axis] === DIGIT_SIDE - 1)
          if (!touches) expect(Math.abs(centre - DIGIT_SIDE / 2)).toBeLessThanOrEqual(0.6)
        }
      }),
    )
  })

  test("a bar of 5 × 40 becomes one of 3 × 20 in the middle", () => {
    // 5 · 20/40 = 2.5, rounded up; every column of the three is covered by ink alone.
    const digit = digitOf(sheet([{ x: 30, y: 10, width: 5, height: 40, ink: 200 }]))
    const inks = inkAt(digit)
    expect(inks).toHaveLength(60)
    expect(new Set(inks.map(({ ink }) => ink))).toEqual(new Set([255]))
    expect([...new Set(inks.map(({ x }) => x))]).toEqual([13, 14, 15])
    expect(inks[0]?.y).toBe(4)
    expect(inks.at(-1)?.y).toBe(23)
  })

  test("an empty sheet and mere dust are nothing", () => {
    expect(normaliseDigit(sheet([]))).toBeNull()
    expect(normaliseDigit(sheet([{ x: 20, y: 20, width: 8, height: 8, ink: 20 }]))).toBeNull()
  })

  test("pixels that are not height × width are a bug of the caller", () => {
    expect(() => normaliseDigit({ height: 2, width: 3, pixels: new Uint8Array(5) })).toThrow(RangeError)
  })
})
