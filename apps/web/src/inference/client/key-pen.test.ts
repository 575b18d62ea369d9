import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { CELLS, type Cell, type KeyPen, lift, NEW_PEN, penStep } from "./key-pen.ts"

const key = fc.constantFrom("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ", "Enter", "a", "Tab")
const presses = fc.array(fc.record({ key, shift: fc.boolean() }), { maxLength: 80 })

function press(keys: readonly { key: string; shift: boolean }[]) {
  let pen: KeyPen = NEW_PEN
  const drawn: (readonly Cell[])[] = []
  for (const { key, shift } of keys) {
    const step = penStep(pen, key, shift)
    if (step === undefined) continue
    pen = step.pen
    if (step.drawn) drawn.push(step.drawn)
  }
  return { pen, drawn }
}

describe("a pen that keys move", () => {
  test("stays on the sheet, and draws lines whose cells lie at most four apart, along a row or a column", () => {
    fc.assert(
      fc.property(presses, (keys) => {
        const { pen, drawn } = press(keys)
        for (const cell of [pen.at, ...drawn.flat()])
          for (const place of [cell.column, cell.row]) {
            expect(place).toBeGreaterThanOrEqual(0)
            expect(place).toBeLessThan(CELLS)
          }
        for (const line of drawn)
          for (const [place, { column, row }] of line.entries()) {
            const before = line[place - 1] ?? { column, row }
            const [columns, rows] = [Math.abs(column - before.column), Math.abs(row - before.row)]
            expect(columns * rows).toBe(0)
            expect(columns + rows).toBeLessThanOrEqual(4)
          }
      }),
    )
  })

  test("every second lowering or lifting ends a line, and a key of another meaning changes nothing", () => {
    fc.assert(
      fc.property(presses, (keys) => {
        const turns = keys.filter(({ key }) => key === " " || key === "Enter").length
        const { pen, drawn } = press(keys)
        expect(drawn).toHaveLength(Math.floor(turns / 2))
        expect(pen.line === null).toBe(turns % 2 === 0)
        for (const other of ["a", "Tab", "Escape"]) expect(penStep(pen, other, false)).toBeUndefined()
      }),
    )
  })

  test("lowered, moved and lifted: a line from where it was lowered to where it was lifted", () => {
    const keys = [" ", "ArrowDown", "ArrowRight", " "].map((key) => ({ key, shift: key === "ArrowDown" }))
    expect(press(keys)).toEqual({
      pen: { at: { column: 15, row: 18 }, line: null },
      drawn: [
        [
          { column: 14, row: 14 },
          { column: 14, row: 18 },
          { column: 15, row: 18 },
        ],
      ],
    })
  })

  test("lifted for whoever goes elsewhere, it leaves what it has drawn", () => {
    expect(lift({ at: { column: 1, row: 2 }, line: [{ column: 1, row: 2 }] })).toEqual({
      pen: { at: { column: 1, row: 2 }, line: null },
      drawn: [{ column: 1, row: 2 }],
    })
    expect(lift(NEW_PEN)).toEqual({ pen: NEW_PEN, drawn: null })
  })
})
