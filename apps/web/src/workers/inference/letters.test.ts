import { toHex } from "@tutti/ring"
import type { LetterBody, PassedLetter } from "@tutti/sessions/inference"
import { describe, expect, test } from "vitest"
import { LetterBook } from "./letters.ts"

const counting = (length: number, first = 0) => Uint8Array.from({ length }, (_, at) => (first + at) & 0xff)
const passed = (letter: LetterBody, changes: Partial<PassedLetter> = {}): PassedLetter => ({
  run: 1,
  way: "in",
  other: "owner",
  letter,
  sealed: counting(40, 100),
  ...changes,
})
const book = () =>
  new LetterBook("client", () => ({
    frames: [
      [{ opens: ["masked input", "masked value"], bytes: 20 }],
      [{ opens: ["masked value"], bytes: 20 }],
    ],
    ways: 2,
  }))

describe("the letters of a run as a tab saw them", () => {
  test("a frame is shown by its first bytes behind the header, and by what it opens", () => {
    const letters = book()
    // Batch 1, frame 1, party 1, then the values.
    const frame = Uint8Array.of(1, 0, 0, 0, 1, 0, 1, 0, ...counting(20, 1))
    letters.enter(passed({ kind: "frame", frame }))
    expect(letters.seen().letters).toEqual([
      {
        place: 1,
        from: "owner",
        to: "client",
        kind: "frame",
        opens: ["masked value"],
        bytes: 40,
        sealed: "6465666768696a6b",
        read: "0102030405060708",
      },
    ])
  })

  test("a seed is shown to nobody", () => {
    const letters = book()
    const seed = counting(32, 7)
    letters.enter(passed({ kind: "seed", seed }, { other: "dealer" }))
    const seen = letters.seen().letters
    expect(seen).toMatchObject([{ from: "dealer", to: "client", read: null }])
    expect(JSON.stringify(seen)).not.toContain(toHex(seed.slice(0, 4)))
  })

  test("of a long run the first are kept and the others counted", () => {
    const letters = book()
    for (let order = 0; order < 100; order++) letters.enter(passed({ kind: "close" }, { way: "out" }))
    const seen = letters.seen()
    expect(seen.letters.length + seen.more).toBe(100)
    expect(seen.letters[0]).toMatchObject({ from: "client", to: "owner", kind: "close", read: "" })
  })

  test("the next run begins an empty book", () => {
    const letters = book()
    letters.enter(passed({ kind: "close" }))
    letters.enter(passed({ kind: "closed", share: counting(3) }, { run: 2 }))
    expect(letters.seen()).toMatchObject({ letters: [{ place: 1, kind: "closed", read: "000102" }], more: 0 })
  })
})
