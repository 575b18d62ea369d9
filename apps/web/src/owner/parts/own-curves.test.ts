import { ModelHash } from "@tutti/protocol"
import { expect, test } from "vitest"
import { pairedCurves } from "./own-curves.ts"

const names = { everybody: "everybody", own: "you" }
const study = (round: number, trainLoss: number, validationLoss: number | null) => ({
  round,
  cohort: 3,
  survivors: 3,
  trainLoss,
  trainAccuracy: null,
  validationLoss,
  validationAccuracy: null,
  seconds: 1,
  bytesUpPerOwner: 40,
  modelHash: ModelHash.parse("7".repeat(64)),
})
const own = (round: number, trainLoss: number, validationLoss: number | null) => ({
  round,
  trainLoss,
  trainAccuracy: null,
  validationLoss,
  validationAccuracy: null,
  trainingMs: 3,
})

test("both curves run over the same rounds; a round that somebody lacks is a gap, never a zero", () => {
  const screen = { rounds: [study(1, 9, 0.9), study(3, 9, 0.7)], own: [own(1, 9, 0.8), own(2, 9, 0.6)] }
  const [everybody, mine] = pairedCurves(screen, "loss", names)
  expect(everybody?.points).toEqual([
    { round: 1, value: 0.9 },
    { round: 2, value: null },
    { round: 3, value: 0.7 },
  ])
  expect(mine?.points).toEqual([
    { round: 1, value: 0.8 },
    { round: 2, value: 0.6 },
    { round: 3, value: null },
  ])
})

test("where nobody keeps rows for checking, the training errors are compared", () => {
  const screen = { rounds: [study(1, 0.5, null)], own: [own(1, 0.4, null)] }
  const values = pairedCurves(screen, "loss", names).map(({ points }) => points[0]?.value)
  expect(values).toEqual([0.5, 0.4])
})

test("a round under way, trained and not yet measured, adds no empty place at the end", () => {
  const screen = { rounds: [study(1, 9, 0.9)], own: [own(1, 9, 0.8), own(2, 9, null)] }
  expect(pairedCurves(screen, "loss", names).map(({ points }) => points.length)).toEqual([1, 1])
})

test("before the first round there is no point at all", () => {
  expect(pairedCurves({ rounds: [], own: [] }, "accuracy", names).map(({ points }) => points)).toEqual([
    [],
    [],
  ])
})
