import { cohort, type Person } from "@tutti/testkit"
import { expect, test } from "vitest"
import { step } from "../coordinator/step.ts"
import { SecureStage } from "./secure-stage.ts"
import { recordsOf } from "./secure-twin.ts"

const people = await cohort("alice", "bob", "carol", "dave", "mallory")
const { mallory } = people
const everybody: readonly Person[] = Object.values(people)

async function running(plan: Parameters<typeof SecureStage.of>[1] = {}) {
  const stage = await SecureStage.of({}, plan)
  const owners = await stage.assemble(everybody)
  return { stage, owners }
}

test("[T46] a run-away model is rolled back: the open round's sum is dropped, and the next begins at the best model", async () => {
  const { stage, owners } = await running({ rounds: 3 })
  for (const owner of owners)
    owner.learns = (update) => (owner.put.length === 2 ? update.map(() => 3) : update)
  await stage.command("start")
  await stage.untilEnded()
  expect(stage.faults).toEqual([])
  expect(stage.committed.rounds.map(({ metrics, reason }) => reason ?? metrics?.round)).toEqual([
    1,
    2,
    "diverged",
    4,
  ])
  const [first, second] = recordsOf(stage.records, "round-committed")
  expect(stage.log).toContainEqual({ kind: "rolled-back", participant: null, round: 1, code: null })
  const begun = owners[0]?.heard("round-opened").map(({ modelHash }) => modelHash) ?? []
  expect(begun.slice(1)).toEqual([
    first?.metrics.modelHash,
    second?.metrics.modelHash,
    first?.metrics.modelHash,
  ])
  const losses = stage.committed.rounds.map(({ metrics }) => metrics?.validationLoss ?? null)
  expect(losses[1]).toBeGreaterThan(2 * (losses[0] ?? 0))
  expect([1, 4]).toContain(stage.committed.bestRound)
})

test("[T46] a sum longer than any honest one is not taken: the round is abandoned as diverged, and a person has to look", async () => {
  const { stage, owners } = await running()
  const { modelHash } = stage.committed
  for (const owner of owners.slice(0, 3)) owner.learns = (update) => update.map(() => 1e9)
  await stage.command("start")
  await stage.clock.advance(0)
  expect(stage.committed).toMatchObject({ state: "paused", modelHash, committedRounds: 0 })
  expect(stage.committed.rounds).toMatchObject([{ reason: "diverged", survivors: 5 }])
  for (const owner of owners) owner.learns = (update) => update
  expect(await stage.command("start")).toBeNull()
  await stage.untilEnded()
  expect(stage.committed.committedRounds).toBe(2)
})

test("[T46] one owner alone moves the mean by no more than its weight and its clip allow", async () => {
  const { stage, owners } = await running({ rounds: 1 })
  for (const owner of owners)
    owner.learns = (update) => update.map(() => (owner.person === mallory ? 1e9 : 0))
  await stage.command("start")
  await stage.clock.advance(0)
  const moved = recordsOf(stage.records, "round-committed")[0]?.weights ?? []
  const initial = await SecureStage.of({}, { rounds: 1 })
  for (const [index, weight] of moved.entries())
    expect(Math.abs(weight - (initial.committed.weights[index] ?? 0))).toBeLessThanOrEqual((4 * 10) / 5)
})

test("[T46] the dealer of bad shares is named and out until it enrols again; the round is abandoned", async () => {
  const { stage, owners } = await running()
  for (const owner of owners)
    owner.sends = (sent, bytes) => (sent === "masked" && owner.put.length === 2 ? [] : [bytes])
  await stage.command("start")
  await stage.clock.advance(0)
  const dealt = step(stage.coordinator.state(), {
    kind: "aggregation-abandoned",
    number: 2,
    reason: "bad-shares",
    dealer: mallory.participant,
    nowMs: 0,
  })
  const { state, effects } = dealt
  expect(state.committed.rounds).toMatchObject([{ round: 1, reason: "bad-shares" }])
  expect(state.roster.get(mallory.participant)).toMatchObject({
    state: "excluded",
    code: "E_SA_MALFORMED",
    agreement: null,
  })
  expect(effects).toContainEqual({
    kind: "log",
    event: { kind: "refused", participant: mallory.participant, round: 1, code: "E_SA_MALFORMED" },
  })
  const opened = effects.filter((effect) => effect.kind === "commit" && effect.record.kind === "round-opened")
  expect(opened).toMatchObject([{ record: { round: 2, cohort: { length: 4 } } }])
  const again = { kind: "enrolled", participant: mallory.participant, nowMs: 1 } as const
  const back = step(state, { ...again, studyHash: state.committed.studyHash }).state
  expect(back.roster.get(mallory.participant)).toMatchObject({ state: "waiting", code: null })
})
