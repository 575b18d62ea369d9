import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { engraveScore } from "./layout.ts"
import type { NotePhase, PlayedBar, PlayedNote } from "./played.ts"

const PARTS = ["alice", "bob", "carol"]

/** A bar in which every part plays the given phases, each as long as its weight says. */
function bar(
  round: number,
  lengthMs: number,
  played: Partial<Record<string, [NotePhase, number, number][]>>,
): PlayedBar {
  const notes: PlayedNote[] = Object.entries(played).flatMap(([part, own]) =>
    (own ?? []).map(([phase, fromMs, toMs]) => ({ part, phase, fromMs, toMs })),
  )
  return { round, outcome: "committed", lengthMs, parts: PARTS, notes }
}

const phases = fc.constantFrom<NotePhase>("train", "mask", "upload", "unmask", "evaluate", "wait")
const playedBar = fc
  .record({
    lengthMs: fc.integer({ min: 1, max: 600_000 }),
    cuts: fc.array(
      fc.record({
        phase: phases,
        part: fc.constantFrom(...PARTS),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      {
        maxLength: 18,
      },
    ),
    written: fc.boolean(),
  })
  .map(
    ({ lengthMs, cuts, written }): Omit<PlayedBar, "round"> => ({
      outcome: "committed",
      lengthMs,
      parts: PARTS,
      notes: written
        ? cuts.map(({ phase, part, share }) => ({ part, phase, fromMs: share * lengthMs, toMs: lengthMs }))
        : null,
    }),
  )
const playedScore = fc
  .array(playedBar, { minLength: 1, maxLength: 30 })
  .map((bars) => bars.map((each, index): PlayedBar => ({ ...each, round: index + 1 })))
const sheet = fc.integer({ min: 280, max: 1_600 })

describe("laws of the score", () => {
  test("every round is engraved exactly once and in order", () => {
    fc.assert(
      fc.property(playedScore, sheet, (score, width) => {
        const rounds = engraveScore(score, width).flatMap(({ bars }) =>
          bars.flatMap(({ round, lastRound }) =>
            Array.from({ length: lastRound - round + 1 }, (_, i) => round + i),
          ),
        )
        expect(rounds).toEqual(score.map(({ round }) => round))
      }),
    )
  })

  test("bars of a system touch each other and stay on the sheet", () => {
    fc.assert(
      fc.property(playedScore, sheet, (score, width) => {
        for (const { bars } of engraveScore(score, width)) {
          let right = 0
          for (const { x, width: own } of bars) {
            expect(x).toBeCloseTo(right, 6)
            right = x + own
          }
          expect(right).toBeLessThanOrEqual(width + 1e-6)
        }
      }),
    )
  })

  test("every system but the last fills the sheet", () => {
    fc.assert(
      fc.property(playedScore, sheet, (score, width) => {
        for (const system of engraveScore(score, width).slice(0, -1))
          expect(system.width).toBeCloseTo(width, 6)
      }),
    )
  })

  test("the heads of one part are in order and a head's width apart wherever the bar has the room", () => {
    fc.assert(
      fc.property(playedScore, fc.integer({ min: 600, max: 1_600 }), (score, width) => {
        for (const { bars } of engraveScore(score, width))
          for (const { notes } of bars)
            for (const part of PARTS) {
              const own = notes.filter((note) => note.part === part)
              for (const [index, note] of own.entries()) {
                const next = own[index + 1]
                expect(note.endX).toBeGreaterThanOrEqual(note.x)
                if (next) expect(next.x - note.x).toBeGreaterThanOrEqual(14 - 1e-6)
              }
            }
      }),
    )
  })
})

describe("the score by example", () => {
  test("a bar four times as long is wider, but not four times", () => {
    const [system] = engraveScore([bar(1, 1_000, {}), bar(2, 4_000, {})], 1_000)
    const [short, long] = system?.bars ?? []
    expect(short?.width).toBe(52 + 42)
    expect(long?.width).toBe(52 + 2 * 42)
  })

  test("time runs evenly inside a bar", () => {
    const [system] = engraveScore(
      [
        bar(1, 10_000, {
          alice: [
            ["train", 0, 5_000],
            ["wait", 5_000, 10_000],
          ],
        }),
      ],
      4_000,
    )
    const [only] = system?.bars ?? []
    const [train, wait] = only?.notes ?? []
    const width = 52 + 42 * Math.sqrt(10)
    expect(train?.x).toBe(14)
    expect(wait?.x).toBeCloseTo(14 + (width - 28) / 2, 6)
  })

  test("rounds that nobody wrote down are repeat signs, and a long run of them is one", () => {
    const unwritten = [1, 2, 3, 4].map((round): PlayedBar => ({ ...bar(round, 500, {}), notes: null }))
    const [system] = engraveScore([...unwritten, bar(5, 500, { alice: [["train", 0, 400]] })], 900)
    expect(system?.bars.map(({ round, lastRound, repeats }) => ({ round, lastRound, repeats }))).toEqual([
      { round: 1, lastRound: 4, repeats: true },
      { round: 5, lastRound: 5, repeats: false },
    ])
  })

  test("a round without a model is never hidden in a run", () => {
    const unwritten = [1, 2, 3, 4, 5, 6, 7].map(
      (round): PlayedBar => ({
        ...bar(round, 500, {}),
        notes: null,
        outcome: round === 4 ? "abandoned" : "committed",
      }),
    )
    const [system] = engraveScore(unwritten, 900)
    expect(system?.bars.map(({ round, lastRound, outcome }) => [round, lastRound, outcome])).toEqual([
      [1, 3, "committed"],
      [4, 4, "abandoned"],
      [5, 7, "committed"],
    ])
  })

  test("a fermata stands over what the held part trained", () => {
    const held = {
      ...bar(1, 1_000, { alice: [["train", 0, 200]], carol: [["train", 100, 800]] }),
      heldBy: "carol",
    }
    const [engraved] = engraveScore([held], 900)[0]?.bars ?? []
    expect(engraved?.held).toEqual({ part: "carol", x: engraved?.notes.at(-1)?.x })
    expect(engraveScore([{ ...held, heldBy: null }], 900)[0]?.bars[0]?.held).toBeNull()
  })

  test("what comes last in an open bar sounds", () => {
    const open: PlayedBar = {
      ...bar(1, 1_000, { alice: [["train", 0, 200]], bob: [["train", 0, 900]] }),
      outcome: "open",
    }
    const [engraved] = engraveScore([open], 900)[0]?.bars ?? []
    expect(engraved?.notes.every(({ sounding }) => sounding)).toBe(true)
  })

  test("a part that dropped out does not sound", () => {
    const open: PlayedBar = {
      ...bar(1, 1_000, {
        alice: [
          ["train", 0, 200],
          ["dropped", 200, 200],
        ],
      }),
      outcome: "open",
    }
    const [engraved] = engraveScore([open], 900)[0]?.bars ?? []
    expect(engraved?.notes.map(({ sounding }) => sounding)).toEqual([false, false])
  })

  test("no rounds, no systems", () => {
    expect(engraveScore([], 900)).toEqual([])
  })
})

describe("the moment of the average", () => {
  const averagedX = (played: PlayedBar) => engraveScore([played], 800)[0]?.bars[0]?.averagedX ?? null

  test("is where the first owner checks the new model", () => {
    const checked: [NotePhase, number, number][] = [
      ["train", 0, 500],
      ["evaluate", 600, 900],
    ]
    expect(averagedX(bar(1, 1_000, { alice: checked }))).toBeGreaterThan(0)
    expect(averagedX(bar(1, 1_000, { alice: [["train", 0, 500]] }))).toBeNull()
  })

  test("is not where an owner under masks checks the model that it got", () => {
    const before: [NotePhase, number, number][] = [
      ["evaluate", 0, 100],
      ["train", 100, 500],
    ]
    expect(averagedX(bar(1, 1_000, { alice: before }))).toBeNull()
    expect(averagedX(bar(1, 1_000, { alice: [...before, ["mask", 500, 600]] }))).toBeNull()
  })
})
