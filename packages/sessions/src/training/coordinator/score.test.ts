import { ParticipantId, type ScoreNote } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { type EndedScore, mark, notes, openScore, rememberScore } from "./score.ts"

const owner = (index: number) => ParticipantId.parse(index.toString(16).padStart(64, "0"))

/** A round in which so many owners train, send and wait: three notes each. */
function played(round: number, owners: number): EndedScore {
  const cohort = Array.from({ length: owners }, (_, index) => owner(index))
  const score = mark(
    openScore(cohort, "train", 0),
    cohort,
    { phase: "upload", fromMs: 5 },
    { phase: "wait", fromMs: 6 },
  )
  return { round, score, endedAtMs: 10 }
}

const noteCount = (scores: readonly EndedScore[]) =>
  scores.reduce((count, { score, endedAtMs }) => count + notes(score, 0, endedAtMs).length, 0)

describe("the scores that are remembered", () => {
  const rounds = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 })

  test("are the newest rounds without a gap, oldest first, the newest always among them", () => {
    fc.assert(
      fc.property(rounds, (sizes) => {
        const all = sizes.map((owners, index) => played(index + 1, owners))
        const kept = all.reduce<EndedScore[]>(rememberScore, [])
        expect(kept).toEqual(all.slice(all.length - kept.length))
        expect(kept.length).toBeGreaterThan(0)
      }),
    )
  })

  test("hold four hundred notes at most, unless one round alone has more", () => {
    fc.assert(
      fc.property(rounds, (sizes) => {
        const kept = sizes
          .map((owners, index) => played(index + 1, owners))
          .reduce<EndedScore[]>(rememberScore, [])
        if (kept.length > 1) expect(noteCount(kept)).toBeLessThanOrEqual(400)
      }),
    )
  })

  test("are as many rounds as fit: forty-four of three owners with three notes each", () => {
    const kept = Array.from({ length: 60 }, (_, index) => played(index + 1, 3)).reduce<EndedScore[]>(
      rememberScore,
      [],
    )
    expect(kept.length).toBe(44)
    expect(kept.at(-1)?.round).toBe(60)
  })
})

test("[T34] every owner's notes fill the round without a gap, from its opening to now", () => {
  const phase = fc.constantFrom<ScoreNote["phase"][]>("train", "upload", "wait", "evaluate", "dropped")
  const cohort = [owner(1), owner(2)]
  const event = fc.record({ who: fc.subarray(cohort), phase, afterMs: fc.nat(1_000) })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), fc.nat(1_000), (events, restMs) => {
      let nowMs = 5_000
      let score = openScore(cohort, "train", nowMs)
      for (const { who, phase: what, afterMs } of events) {
        nowMs += afterMs
        score = mark(score, who, { phase: what, fromMs: nowMs })
      }
      const endMs = nowMs + restMs
      for (const participant of cohort) {
        const own = notes(score, 5_000, endMs).filter((note) => note.participant === participant)
        const edges = own.flatMap(({ fromMs, toMs }) => [fromMs, toMs])
        expect(edges).toEqual([...edges].sort((one, other) => one - other))
        expect(own.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)).toBe(endMs - 5_000)
      }
    }),
    { seed: 1 },
  )
})

test("[T34] a note ends where the next begins, the last one with the round; a repeated note goes on", () => {
  const alice = owner(1)
  const score = mark(
    openScore([alice], "train", 100),
    [alice],
    { phase: "train", fromMs: 120 },
    { phase: "upload", fromMs: 150 },
  )
  expect(notes(score, 100, 180)).toEqual([
    { participant: alice, phase: "train", fromMs: 0, toMs: 50 },
    { participant: alice, phase: "upload", fromMs: 50, toMs: 80 },
  ])
})

test("[T34] what took no time has no note, but for dropping out", () => {
  const alice = owner(1)
  const score = mark(
    openScore([alice], "train", 0),
    [alice],
    { phase: "wait", fromMs: 50 },
    { phase: "dropped", fromMs: 50 },
  )
  expect(notes(score, 0, 50)).toEqual([
    { participant: alice, phase: "train", fromMs: 0, toMs: 50 },
    { participant: alice, phase: "dropped", fromMs: 50, toMs: 50 },
  ])
})
