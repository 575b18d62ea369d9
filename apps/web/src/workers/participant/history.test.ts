import type { OwnerView, OwnRound } from "@tutti/sessions/training"
import { expect, test } from "vitest"
import { type History, historyKeeper, NO_HISTORY } from "./history.ts"
import { emptyView } from "./owner-view.fixture.ts"

const extendHistory = (earlier: History, view: OwnerView) => historyKeeper(earlier)(view, [])
const own = (round: number, trainLoss: number): OwnRound => ({
  round,
  trainLoss,
  trainAccuracy: null,
  validationLoss: null,
  validationAccuracy: null,
  trainingMs: 5,
})
const sent = (round: number, bytes: number) => ({
  what: "model-update" as const,
  round,
  bytes,
  recipient: "relay" as const,
  atMs: round,
})

test("after a reload the curves and the ledger go on; a round known twice is this visit's", () => {
  const earlier = extendHistory(NO_HISTORY, {
    ...emptyView,
    round: 2,
    own: [own(1, 0.9), own(2, 0.8)],
    ledger: [sent(1, 100), sent(2, 100)],
    bytesIn: 50,
  })
  const now = extendHistory(earlier, {
    ...emptyView,
    round: 3,
    own: [own(2, 0.7), own(3, 0.6)],
    ledger: [sent(2, 100), sent(3, 100)],
    bytesIn: 70,
  })
  expect(now.own.map(({ round, trainLoss }) => [round, trainLoss])).toEqual([
    [1, 0.9],
    [2, 0.7],
    [3, 0.6],
  ])
  expect(now.ledger).toMatchObject({ bytes: 400, messages: 4 })
  expect(now.bytesIn).toBe(120)
  expect(now.round).toBe(3)
})

test("a view that knows less takes nothing away", () => {
  const earlier = extendHistory(NO_HISTORY, {
    ...emptyView,
    round: 5,
    own: [own(5, 0.4)],
    outcome: { kind: "finished", bestRound: 4, lastRound: 5 },
  })
  expect(extendHistory(earlier, emptyView)).toEqual(earlier)
})

test("what a view leaves as it was is the same object again", () => {
  const keep = historyKeeper({ ...NO_HISTORY, own: [own(1, 0.9)] })
  const view = { ...emptyView, own: [own(2, 0.8)], ledger: [sent(2, 100)] }
  const before = keep(view, [])
  const after = keep({ ...view, round: 3, ledger: [...view.ledger, sent(3, 100)] }, [])
  expect(after.own).toBe(before.own)
  expect(after.ledger).not.toBe(before.ledger)
})
