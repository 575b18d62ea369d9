import { ModelHash } from "@tutti/protocol"
import type { OwnerView } from "@tutti/sessions/training"
import fc from "fast-check"
import { expect, test } from "vitest"
import { leaveOpenBars, type OwnScore, writeScore } from "./own-score.ts"
import { emptyView } from "./owner-view.fixture.ts"

fc.configureGlobal({ seed: 20_261_121 })

const metrics = (round: number) => ({
  round,
  cohort: 3,
  survivors: 3,
  trainLoss: 0.5,
  trainAccuracy: 0.75,
  validationLoss: 0.6,
  validationAccuracy: 0.7,
  seconds: 2,
  bytesUpPerOwner: 344,
  modelHash: ModelHash.parse("0".repeat(64)),
})
const abandoned = (round: number) => ({ round, reason: "deadline" as const, survivors: 1, needed: 2 })

/** Plays [ms, what the view then shows] one after the other. */
function play(...views: [number, Partial<OwnerView>][]): OwnScore {
  return views.reduce<OwnScore>(
    (score, [nowMs, part]) => writeScore(score, { ...emptyView, ...part }, nowMs),
    [],
  )
}

test("a whole round is train, upload, wait, evaluate, wait, and a bar line", () => {
  const score = play(
    [1_000, { phase: "ready" }],
    [2_000, { phase: "training", round: 1 }],
    [2_500, { phase: "uploading", round: 1 }],
    [2_600, { phase: "waiting", round: 1 }],
    [4_000, { phase: "evaluating", round: 1 }],
    [4_100, { phase: "waiting", round: 1 }],
    [4_500, { phase: "ready", round: 1, rounds: [metrics(1)] }],
  )
  expect(score).toEqual([
    {
      round: 1,
      startedAtMs: 2_000,
      lengthMs: 2_500,
      outcome: "committed",
      notes: [
        { phase: "train", fromMs: 0, toMs: 500 },
        { phase: "upload", fromMs: 500, toMs: 600 },
        { phase: "wait", fromMs: 600, toMs: 2_000 },
        { phase: "evaluate", fromMs: 2_000, toMs: 2_100 },
        { phase: "wait", fromMs: 2_100, toMs: 2_500 },
      ],
    },
  ])
})

test("a lost line is a dropped note, and the note after it begins where the line is back", () => {
  const [bar] = play(
    [0, { phase: "training", round: 4 }],
    [100, { phase: "reconnecting", round: 4 }],
    [300, { phase: "training", round: 4 }],
  )
  expect(bar?.notes).toEqual([
    { phase: "train", fromMs: 0, toMs: 100 },
    { phase: "dropped", fromMs: 100, toMs: 300 },
    { phase: "train", fromMs: 300, toMs: null },
  ])
})

test("an abandoned round closes as abandoned, and the next one opens a bar of its own", () => {
  const score = play(
    [0, { phase: "training", round: 1 }],
    [50, { phase: "training", round: 2, abandoned: [abandoned(1)] }],
  )
  expect(score.map(({ round, outcome, lengthMs }) => ({ round, outcome, lengthMs }))).toEqual([
    { round: 1, outcome: "abandoned", lengthMs: 50 },
    { round: 2, outcome: "open", lengthMs: null },
  ])
})

test("a round that was open when the tab closed is missed; met again, it is played from there", () => {
  const earlier = play([0, { phase: "training", round: 6 }])
  const missed = leaveOpenBars(earlier)
  expect(missed).toMatchObject([{ round: 6, outcome: "missed", notes: [] }])
  const next = writeScore(missed, { ...emptyView, phase: "training", round: 7 }, 900)
  expect(next.map(({ round, outcome }) => [round, outcome])).toEqual([
    [6, "missed"],
    [7, "open"],
  ])
  const again = writeScore(missed, { ...emptyView, phase: "training", round: 6 }, 900)
  expect(again).toMatchObject([{ round: 6, outcome: "open", startedAtMs: 900 }])
})

test("a view that changes nothing returns the same score", () => {
  const view = { ...emptyView, phase: "training" as const, round: 1 }
  const score = writeScore([], view, 10)
  expect(writeScore(score, view, 20)).toBe(score)
})

const phase = fc.constantFrom<OwnerView["phase"]>(
  "ready",
  "training",
  "uploading",
  "evaluating",
  "waiting",
  "paused",
  "reconnecting",
)
const happening = fc.record({ phase, advance: fc.boolean(), close: fc.boolean(), passesMs: fc.nat(500) })

test("whatever happens, notes lie one after the other inside their bar and at most the last one sounds", () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      let score: OwnScore = []
      let round = 1
      let nowMs = 0
      const rounds: OwnerView["rounds"][number][] = []
      for (const { phase, advance, close, passesMs } of happenings) {
        nowMs += passesMs
        if (close && !rounds.some((one) => one.round === round)) rounds.push(metrics(round))
        if (advance) round += 1
        score = writeScore(score, { ...emptyView, phase, round, rounds: [...rounds] }, nowMs)
      }
      for (const { notes, lengthMs } of score) {
        let end = 0
        for (const [index, note] of notes.entries()) {
          expect(note.fromMs).toBeGreaterThanOrEqual(end)
          if (note.toMs === null) expect(index).toBe(notes.length - 1)
          else expect(note.toMs).toBeGreaterThanOrEqual(note.fromMs)
          end = note.toMs ?? note.fromMs
        }
        if (lengthMs !== null) expect(end).toBeLessThanOrEqual(lengthMs)
      }
      expect(new Set(score.map((bar) => bar.round)).size).toBe(score.length)
    }),
  )
})

test("under masks a round is check, train, mask, wait and unmask: what is sent is sent under them", () => {
  const secure: OwnerView["secure"] = {
    safetyNumber: "",
    owners: 10,
    threshold: 6,
    colludersTolerated: 1,
    minimumCohort: 10,
    contributions: 1,
    maxContributions: 20,
    aggregation: null,
    evidence: null,
  }
  const [bar] = play(
    [0, { phase: "evaluating", round: 1, secure }],
    [100, { phase: "training", round: 1, secure }],
    [500, { phase: "masking", round: 1, secure }],
    [550, { phase: "uploading", round: 1, secure }],
    [700, { phase: "waiting", round: 1, secure }],
    [900, { phase: "unmasking", round: 1, secure }],
    [950, { phase: "ready", round: 1, secure, rounds: [metrics(1)] }],
  )
  expect(bar?.notes.map(({ phase, fromMs, toMs }) => [phase, fromMs, toMs])).toEqual([
    ["evaluate", 0, 100],
    ["train", 100, 500],
    ["mask", 500, 700],
    ["wait", 700, 900],
    ["unmask", 900, 950],
  ])
})
