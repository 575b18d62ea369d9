import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { inkOf } from "./ink.ts"

const SIDE = 8
const sides = { width: SIDE, height: SIDE }
/** Brightness of the inner pixels; the edge stays paper. */
const inner = fc.uint8Array({ minLength: (SIDE - 2) ** 2, maxLength: (SIDE - 2) ** 2 })

function picture(inside: Uint8Array, paper: number, alpha = 255): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * SIDE * SIDE)
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++) {
      const isEdge = x === 0 || y === 0 || x === SIDE - 1 || y === SIDE - 1
      const value = isEdge ? paper : (inside[(y - 1) * (SIDE - 2) + x - 1] ?? 0)
      rgba.set([value, value, value, alpha], 4 * (y * SIDE + x))
    }
  return rgba
}

describe("a picture as ink on paper", () => {
  test("dark on light and light on dark are the same drawing", () => {
    fc.assert(
      fc.property(inner, (inside) => {
        const inverted = inside.map((value) => 255 - value)
        expect(inkOf(picture(inverted, 0), sides)).toEqual(inkOf(picture(inside, 255), sides))
      }),
    )
  })

  test("the edge is paper, and where there is ink its darkest is 255", () => {
    fc.assert(
      fc.property(inner, (inside) => {
        const ink = inkOf(picture(inside, 255), sides)
        expect(ink.filter((_, place) => place % SIDE === 0).every((one) => one === 0)).toBe(true)
        const isBlank = inside.every((value) => value === 255)
        expect(Math.max(...ink)).toBe(isBlank ? 0 : 255)
      }),
    )
  })

  test("what is nearly as light as the paper is the paper", () => {
    const inside = new Uint8Array((SIDE - 2) ** 2).fill(220)
    inside[7] = 0
    const ink = inkOf(picture(inside, 255), sides)
    expect([...ink].filter((one) => one > 0)).toEqual([255])
  })

  test("what is transparent is white paper", () => {
    expect(new Set(inkOf(picture(new Uint8Array((SIDE - 2) ** 2), 0, 0), sides))).toEqual(new Set([0]))
  })
})
