import { cohort, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { updatesNeeded } from "../coordinator/deadlines.ts"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol } = await cohort("alice", "bob", "carol")
const deadlines = { firstMs: 10_000, minMs: 1_000, maxMs: 60_000 }
const allOfThem = { minOwners: 2, fraction: 1 }

test("[T23] a study does not start before enough owners are ready, and everybody knows what it waits for", async () => {
  const stage = new Stage(numberStudy())
  expect(await stage.command("start")).toBe("E_TOO_FEW_OWNERS")
  const early = await stage.enter(alice)
  expect(await stage.command("start")).toBe("E_TOO_FEW_OWNERS")
  expect(early.view().wait).toMatchObject({ for: "owners", have: 1, need: 2, remainingMs: null })
  expect(stage.view()).toMatchObject({ state: "open", waiting: { for: "owners", have: 1, need: 2 } })
  await stage.enter(bob)
  await stage.clock.advance(500)
  expect(early.view().wait).toMatchObject({ for: "admin", have: 0, need: 1 })
  expect(await stage.command("start")).toBeNull()
})

test("[T11] below the quorum a round is abandoned, and nothing of it is released", async () => {
  const stage = new Stage(numberStudy({ quorum: allOfThem, deadlines }))
  await stage.enter(alice, rowsOf("alice"), 1_000)
  await stage.enter(bob, rowsOf("bob"), 1_000)
  await stage.enter(carol, rowsOf("carol"), 1e9)
  const { modelHash, weights } = stage.committed
  await stage.command("start")
  await stage.clock.advance(10_000)
  expect(stage.committed.rounds).toMatchObject([
    { round: 1, reason: "deadline", survivors: 2, metrics: null },
  ])
  expect(stage.committed).toMatchObject({ modelHash, weights, committedRounds: 0 })
  expect(stage.told(alice, "model-averaged")).toEqual([])
  expect(stage.told(alice, "round-abandoned")).toEqual([
    { kind: "round-abandoned", round: 1, reason: "deadline", survivors: 2, needed: 3 },
  ])
  expect(stage.told(alice, "round-opened").map(({ round }) => round)).toEqual([1, 2])
})

test("[T11] a round that cannot reach its quorum any more does not wait for the others", async () => {
  const stage = new Stage(numberStudy({ quorum: allOfThem, deadlines }))
  await stage.enter(alice, rowsOf("alice"), 5_000)
  const leaver = await stage.enter(bob, rowsOf("bob"), 5_000)
  await stage.enter(carol, rowsOf("carol"), 5_000)
  await stage.command("start")
  await stage.clock.advance(1_000)
  void leaver.leave()
  await stage.clock.advance(0)
  expect(stage.committed.rounds).toMatchObject([{ round: 1, reason: "too-few-survivors", survivors: 0 }])
  expect(stage.view().rounds[1]).toMatchObject({ round: 2, phase: "training" })
})

test("[T11] the retry goes on from the same model with the same seeds: it makes what the first try would have made", async () => {
  const undisturbed = new Stage(numberStudy({ rounds: 2 }))
  const disturbed = new Stage(numberStudy({ rounds: 2, quorum: allOfThem }))
  for (const stage of [undisturbed, disturbed]) {
    await stage.enter(alice, rowsOf("alice"), 1_000)
    await stage.enter(bob, rowsOf("bob"), 1_000)
    await stage.command("start")
  }
  disturbed.network.cut("bob")
  await disturbed.clock.advance(6_000)
  disturbed.network.mend("bob")
  await undisturbed.untilEnded()
  await disturbed.untilEnded()
  expect(disturbed.committed.rounds.map(({ reason }) => reason)).toEqual(["too-few-survivors", null, null])
  expect(disturbed.committed.modelHash).toBe(undisturbed.committed.modelHash)
})

test("[T12] three rounds abandoned in a row pause the study", async () => {
  const stage = new Stage(numberStudy({ quorum: allOfThem, deadlines }))
  await stage.enter(alice, rowsOf("alice"), 1_000)
  await stage.enter(bob, rowsOf("bob"), 1e9)
  await stage.command("start")
  await stage.clock.advance(100_000)
  expect(stage.committed.rounds.map(({ reason }) => reason)).toEqual(["deadline", "deadline", "deadline"])
  expect(stage.committed.state).toBe("paused")
  expect(stage.told(alice, "study-paused")).toHaveLength(1)
})

test("[T12] numbers that run away end the round as diverged, keep the model and pause the study", async () => {
  const stage = new Stage(
    numberStudy({ maxUpdateNorm: 1e40, serverStep: { kind: "adam", learningRate: 10 } }),
  )
  await stage.enter(alice, rowsOf("alice"), 1e9)
  await stage.enter(bob, rowsOf("bob"), 1e9)
  const { modelHash } = stage.committed
  await stage.command("start")
  for (const { participant, label } of [alice, bob])
    stage.coordinator.receive(
      participant,
      {
        kind: "update",
        round: 1,
        examples: rowsOf(label).training.length,
        trainLoss: 1,
        trainAccuracy: null,
        trainingMs: 1,
      },
      new Uint8Array(Float32Array.of(3e38, 3e38, 3e38).buffer),
    )
  await stage.clock.advance(0)
  expect(stage.committed).toMatchObject({ state: "paused", modelHash, rounds: [{ reason: "diverged" }] })
})

test("[T23] a running study without enough owners waits, says until when, and then pauses itself", async () => {
  const stage = new Stage(numberStudy({ deadlines }))
  const stayer = await stage.enter(alice, rowsOf("alice"), 1_000)
  const leaver = await stage.enter(bob, rowsOf("bob"), 1_000)
  await stage.command("start")
  void leaver.leave()
  await stage.clock.advance(1_000)
  expect(stage.view()).toMatchObject({ state: "running", waiting: { for: "owners", have: 1, need: 2 } })
  expect(stayer.view().wait).toMatchObject({ for: "owners", have: 1, need: 2 })
  await stage.clock.advance(60_000)
  expect(stage.view().state).toBe("paused")
  expect(stayer.view().wait?.for).toBe("admin")
})

test("[T23] it goes on by itself when the missing owner comes", async () => {
  const stage = new Stage(numberStudy({ deadlines }))
  await stage.enter(alice)
  const leaver = await stage.enter(bob, rowsOf("bob"), 1_000)
  await stage.command("start")
  void leaver.leave()
  await stage.clock.advance(10_000)
  expect(stage.committed.committedRounds).toBe(0)
  await stage.enter(carol)
  await stage.untilEnded()
  expect(stage.committed.committedRounds).toBe(5)
})

test("[T11] a share of the cohort is rounded up, but not by the rounding of binary fractions", () => {
  const needed = (minOwners: number, fraction: number, cohort: number) =>
    updatesNeeded(numberStudy({ quorum: { minOwners, fraction } }).training, cohort)
  expect([needed(1, 0.5, 5), needed(1, 0.55, 100), needed(4, 0.5, 5), needed(1, 1, 7)]).toEqual([3, 55, 4, 7])
})
