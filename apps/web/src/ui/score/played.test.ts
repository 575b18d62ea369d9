import { describe, expect, test } from "vitest"
import { extractParts, type PlayedBar, phaseSpans, slowestPart, soundOn } from "./played.ts"

/** A second in which alice and bob train and carol sends, too. */
function bar(aliceMs: number, bobMs: number, outcome: PlayedBar["outcome"] = "committed"): PlayedBar {
  return {
    round: 1,
    outcome,
    lengthMs: 1_000,
    parts: ["alice", "bob", "carol"],
    notes: [
      { part: "alice", phase: "train", fromMs: 0, toMs: aliceMs },
      { part: "bob", phase: "train", fromMs: 0, toMs: bobMs },
      { part: "carol", phase: "train", fromMs: 0, toMs: 100 },
      { part: "carol", phase: "upload", fromMs: 100, toMs: 300 },
    ],
  }
}

describe("the slowest part", () => {
  test("is the one whose contribution came last, if the others waited long for it", () => {
    expect(slowestPart(bar(250, 800))).toBe("bob")
    expect(slowestPart(bar(790, 800))).toBeNull()
  })

  test("counts what it sends as well as what it trains", () => {
    expect(slowestPart(bar(100, 120))).toBe("carol")
  })

  test("is nobody while the round is open, nor in one without a model", () => {
    expect(slowestPart(bar(250, 800, "open"))).toBeNull()
    expect(slowestPart(bar(250, 800, "abandoned"))).toBeNull()
  })
})

test("an extract keeps the bars and the chosen parts", () => {
  const [extract] = extractParts([bar(250, 800)], new Set(["carol"]))
  expect(extract).toMatchObject({ lengthMs: 1_000, parts: ["carol"] })
  expect(extract?.notes?.map(({ part, phase }) => [part, phase])).toEqual([
    ["carol", "train"],
    ["carol", "upload"],
  ])
  expect(extractParts([{ ...bar(1, 1), notes: null }], new Set())[0]?.notes).toBeNull()
})

describe("music that goes on", () => {
  test("only the open bar grows, and in it what each part plays last", () => {
    const [before, open] = soundOn([bar(250, 800), bar(1_000, 1_000, "open")], 500)
    expect(before).toEqual(bar(250, 800))
    expect(open?.lengthMs).toBe(1_500)
    expect(open?.notes?.map(({ toMs }) => toMs)).toEqual([1_500, 1_500, 100, 1_500])
  })

  test("who has dropped out plays no longer", () => {
    const notes = [{ part: "alice", phase: "dropped", fromMs: 400, toMs: 400 }] as const
    expect(soundOn([{ ...bar(1, 1, "open"), notes }], 500)[0]?.notes).toEqual(notes)
  })
})

test("spans add up what a part did more than once", () => {
  const notes = [
    { part: "alice", phase: "wait", fromMs: 0, toMs: 100 },
    { part: "alice", phase: "train", fromMs: 100, toMs: 400 },
    { part: "alice", phase: "wait", fromMs: 400, toMs: 450 },
  ] as const
  expect(phaseSpans({ ...bar(1, 1), notes }, "alice")).toEqual({ wait: 150, train: 300 })
})
