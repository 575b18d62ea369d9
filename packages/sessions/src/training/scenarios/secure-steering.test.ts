import { cohort, type Person } from "@tutti/testkit"
import { expect, test } from "vitest"
import { applyCommit, newStudy } from "../committed.ts"
import { rollBack, takeMeasurement } from "../coordinator/measuring.ts"
import { resume } from "../coordinator/resume.ts"
import { Turn } from "../coordinator/turn.ts"
import { SecureStage } from "./secure-stage.ts"
import { recordsOf } from "./secure-twin.ts"

const people = await cohort("alice", "bob", "carol", "dave")
const { alice } = people
const everybody: readonly Person[] = Object.values(people)

/** Every owner withholds its vector of this aggregation. */
async function heldAt(number: number, plan: Parameters<typeof SecureStage.of>[1] = {}) {
  const stage = await SecureStage.of({}, plan)
  const owners = await stage.assemble(everybody)
  for (const owner of owners)
    owner.sends = (step, bytes) => (step === "masked" && owner.put.at(-1)?.number === number ? [] : [bytes])
  await stage.command("start")
  await stage.clock.advance(0)
  expect(stage.view().secure?.aggregation).toMatchObject({ number, phase: "masking", have: 0, need: 4 })
  return { stage, owners }
}

test("[T47] the view shows the open sum, its owners and its round", async () => {
  const { stage } = await heldAt(2)
  const view = stage.view()
  expect(view.secure).toMatchObject({
    roster: stage.committed.roster,
    owners: 4,
    colludersTolerated: 1,
    threshold: 3,
    aggregation: { number: 2, purpose: "training", phase: "masking", have: 0, need: 4, dropped: 0 },
  })
  expect(view.rounds).toMatchObject([{ round: 1, phase: "training", received: 0, needed: 3 }])
  expect(view.roster.map(({ state }) => state)).toEqual(Array(4).fill("training"))
  expect(view.waiting).toMatchObject({ for: "sum", have: 0, need: 4, remainingMs: 60_000 })
  expect(view.state).toBe("running")
})

test("[T47] the statistics and the last measurement are sums of no round, and the study runs meanwhile", async () => {
  const statistics = await heldAt(1)
  expect(statistics.stage.view()).toMatchObject({ state: "running", rounds: [] })
  expect(statistics.stage.view().secure?.aggregation?.purpose).toBe("statistics")
  const measurement = await heldAt(4)
  expect(measurement.stage.view().state).toBe("running")
  expect(measurement.stage.view().secure?.aggregation?.purpose).toBe("measurement")
})

test("[T48] stop ends the open sum, which nobody opens any more, and the study", async () => {
  const { stage, owners } = await heldAt(2)
  expect(await stage.command("stop")).toBeNull()
  await stage.clock.advance(0)
  expect(stage.committed).toMatchObject({ state: "stopped", committedRounds: 0 })
  expect(stage.committed.rounds).toMatchObject([{ reason: "stopped" }])
  for (const owner of owners) {
    expect(owner.heard("aggregation-ended")).toEqual([
      { kind: "aggregation-ended", number: 2, reason: "stopped" },
    ])
    expect(owner.phase).toBe("idle")
  }
  await stage.clock.advance(600_000)
  expect(stage.faults).toEqual([])
  expect(recordsOf(stage.records, "aggregation-finished")).toHaveLength(1)
})

test("[T48] pause in a round lets the round end; between rounds it stops the statistics", async () => {
  const inRound = await heldAt(2)
  expect(await inRound.stage.command("pause")).toBeNull()
  expect(await inRound.stage.command("pause")).toBe("E_WRONG_STATE")
  expect(inRound.stage.view().state).toBe("running")
  expect(await inRound.stage.command("start")).toBeNull()
  const before = await heldAt(1)
  expect(await before.stage.command("pause")).toBeNull()
  expect(before.stage.committed.state).toBe("paused")
  await before.stage.clock.advance(0)
  expect(before.owners[0]?.heard("aggregation-ended")).toMatchObject([{ number: 1, reason: "stopped" }])
  for (const owner of before.owners) owner.sends = (_step, bytes) => [bytes]
  expect(await before.stage.command("start")).toBeNull()
  await before.stage.untilEnded()
  expect(before.stage.committed.committedRounds).toBe(2)
})

test("[T48] next-round runs one round and pauses", async () => {
  const stage = await SecureStage.of()
  await stage.assemble(everybody)
  expect(await stage.command("next-round")).toBeNull()
  await stage.clock.advance(0)
  expect(stage.committed).toMatchObject({ state: "paused", committedRounds: 1 })
  expect(await stage.command("start")).toBeNull()
  await stage.untilEnded()
  expect(stage.committed).toMatchObject({ state: "finished", committedRounds: 2 })
})

test("[T44] without its last measurement the study ends all the same", async () => {
  const { stage, owners } = await heldAt(4)
  expect(await stage.command("pause")).toBe("E_WRONG_STATE")
  await stage.clock.advance(600_000)
  expect(stage.committed).toMatchObject({ state: "finished", committedRounds: 2, bestRound: 1 })
  expect(owners[0]?.heard("aggregation-ended")).toMatchObject([{ number: 4, reason: "too-few-survivors" }])
  expect(stage.committed.rounds[1]?.metrics?.validationLoss).toBeNull()
})

test("[T44] an owner that cannot measure the last model says so, and the measurement does without it", async () => {
  const { stage } = await heldAt(4)
  const state = () => stage.view().roster.find(({ label }) => label === "alice")
  stage.say(alice, { kind: "failed", round: 1, code: "E_NOT_IN_COHORT" })
  await stage.clock.advance(0)
  expect(state()).toMatchObject({ state: "evaluating", code: null })
  stage.say(alice, { kind: "failed", round: 2, code: "E_NOT_IN_COHORT" })
  await stage.clock.advance(0)
  expect(state()).toMatchObject({ state: "failed", code: "E_NOT_IN_COHORT" })
})

test("[T43] a model leaves the relay only with the round that made it, for those who took part", async () => {
  const stage = await SecureStage.of()
  const owners = await stage.assemble(everybody)
  await stage.command("start")
  await stage.untilEnded()
  stage.say(alice, { kind: "want-result", which: "last" })
  await stage.clock.advance(0)
  const alices = owners.find(({ person }) => person === alice)
  expect(alices?.heard("result")).toMatchObject([
    { which: "last", round: 2, modelHash: stage.committed.modelHash },
  ])
})

/** A coordinator in a study of three rounds, of which the first was measured with this loss and is the best. */
async function measured(loss: number) {
  const stage = await SecureStage.of({}, { rounds: 3 })
  const owners = await stage.assemble(everybody)
  for (const owner of owners) owner.leaves = (number, step) => number === 4 && step === "masked"
  await stage.command("start")
  await stage.clock.advance(0)
  const { committed } = stage
  const study = [...stage.records]
    .map((record) => (record.kind === "round-measured" ? { ...record, validationLoss: loss } : record))
    .reduce(applyCommit, newStudy(committed.study, stage.spec))
  expect(study).toMatchObject({ lastCommittedRound: 2, bestRound: 1 })
  return new Turn(resume(study, 0).state, 0)
}

test("[T46] a model whose measured loss is far above the best one's has run away: the best one is the current again", async () => {
  const turn = await measured(1)
  expect(takeMeasurement(turn, { loss: 2.1, accuracy: null })).toBe("ran-away")
  expect(turn.study.rounds.map(({ metrics }) => metrics?.validationLoss).slice(0, 2)).toEqual([1, 2.1])
  rollBack(turn)
  expect(turn.study).toMatchObject({ bestRound: 1, weights: turn.study.bestWeights, server: null })
  expect(turn.study.rounds[0]?.metrics?.modelHash).toBe(turn.study.modelHash)
})

test("[T46] twice the loss of a very good model is no running away, nor is more of a bad one", async () => {
  expect(takeMeasurement(await measured(0.1), { loss: 0.55, accuracy: null })).toBe("fine")
  expect(takeMeasurement(await measured(10), { loss: 19, accuracy: null })).toBe("fine")
  const better = await measured(10)
  expect(takeMeasurement(better, { loss: 9, accuracy: null })).toBe("fine")
  expect(better.study.bestRound).toBe(2)
})

test("[T46] a model is measured once", async () => {
  const turn = await measured(10)
  takeMeasurement(turn, { loss: 9, accuracy: null })
  const { length } = turn.effects
  takeMeasurement(turn, { loss: 3, accuracy: null })
  expect(turn.effects).toHaveLength(length)
})
