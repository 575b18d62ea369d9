import { cohort, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol, dave } = await cohort("alice", "bob", "carol", "dave")

const deadlines = { firstMs: 10_000, minMs: 1_000, maxMs: 60_000 }

/** Alice and Bob need one second, Carol needs so many; all three are asked to train. */
async function roundWithSlowCarol(needsMs: number, spec = numberStudy({ deadlines })) {
  const stage = new Stage(spec)
  await stage.enter(alice, rowsOf("alice"), 1_000)
  await stage.enter(bob, rowsOf("bob"), 1_000)
  const slow = await stage.enter(carol, rowsOf("carol"), needsMs)
  await stage.command("start")
  return { stage, slow }
}

test("[T10] at the deadline a round closes with those who have answered", async () => {
  const { stage } = await roundWithSlowCarol(100_000)
  await stage.clock.advance(9_999)
  expect(stage.view().rounds[0]).toMatchObject({ phase: "training", received: 2, remainingMs: 1 })
  await stage.clock.advance(1)
  expect(stage.view().rounds[0]).toMatchObject({ phase: "evaluating" })
  expect(stage.view().roster.find(({ label }) => label === "carol")?.state).toBe("dropped")
  await stage.clock.advance(1_000)
  expect(stage.committed.rounds[0]?.metrics).toMatchObject({ cohort: 3, survivors: 2, seconds: 11 })
})

test("[T10] when everybody has answered a round closes at once", async () => {
  const { stage } = await roundWithSlowCarol(2_000)
  await stage.clock.advance(2_000)
  expect(stage.view().rounds[0]).toMatchObject({ phase: "evaluating", received: 0 })
})

test("[T6] a late update is E_LATE, learns the next round's number and changes no model", async () => {
  const { stage, slow } = await roundWithSlowCarol(10_500)
  await stage.clock.advance(10_500)
  const [refused] = stage.told(carol, "refused")
  expect(refused).toEqual({ kind: "refused", code: "E_LATE", of: "update", nextRound: 2 })
  expect(slow.view().refusal).toEqual({ code: "E_LATE", of: "update" })
  expect(stage.view().rounds[0]?.phase).toBe("evaluating")
  await stage.clock.advance(500)
  const counted = stage.updates().filter(({ owner }) => owner !== "carol")
  const rows = counted.reduce((sum, { examples }) => sum + examples, 0)
  for (const [index, weight] of stage.committed.weights.entries()) {
    const sum = counted.reduce((total, { examples, weights }) => total + examples * (weights[index] ?? 0), 0)
    expect(weight).toBeCloseTo(sum / rows, 6)
  }
})

test("[T13] the first round waits as long as the plan says, the next three times as long as the slowest needed", async () => {
  const { stage } = await roundWithSlowCarol(3_000)
  expect(stage.told(alice, "round-opened").map(({ remainingMs }) => remainingMs)).toEqual([10_000])
  await stage.clock.advance(6_000)
  expect(stage.told(alice, "model-averaged").map(({ remainingMs }) => remainingMs)).toEqual([10_000])
  expect(stage.told(alice, "round-opened").map(({ remainingMs }) => remainingMs)).toEqual([10_000, 9_000])
  await stage.clock.advance(3_000)
  expect(stage.told(alice, "model-averaged").map(({ remainingMs }) => remainingMs)).toEqual([10_000, 9_000])
})

test("[T13] deadlines stay within the plan's bounds", async () => {
  const short = { firstMs: 10_000, minMs: 4_000, maxMs: 60_000 }
  const quick = await roundWithSlowCarol(1_000, numberStudy({ deadlines: short }))
  await quick.stage.clock.advance(2_000)
  expect(quick.stage.told(alice, "round-opened")[1]?.remainingMs).toBe(4_000)
  const tight = { firstMs: 10_000, minMs: 1_000, maxMs: 5_000 }
  const slow = await roundWithSlowCarol(9_000, numberStudy({ deadlines: tight }))
  await slow.stage.clock.advance(18_000)
  expect(slow.stage.told(alice, "round-opened")[1]?.remainingMs).toBe(5_000)
})

test("[T6] an update whose round is known to be over stays at its owner, which only says how late it would have been", async () => {
  const { stage } = await roundWithSlowCarol(12_500)
  await stage.clock.advance(12_500)
  const carols = stage.letters.filter(({ to, owner }) => to === "relay" && owner === "carol").slice(2)
  expect(carols.map(({ message }) => message)).toEqual([{ kind: "failed", round: 1, code: "E_LATE" }])
})

test("[T13] an owner that came too late is waited for longer afterwards, and takes part again", async () => {
  const { stage } = await roundWithSlowCarol(12_500)
  await stage.untilEnded()
  const survivors = stage.committed.rounds.map((round) => round.survivors)
  expect(survivors[0]).toBe(2)
  expect(survivors.slice(-2)).toEqual([3, 3])
})

test("[T13] nobody stretches a deadline by being late for a round that is long over, or not its own", async () => {
  const { stage } = await roundWithSlowCarol(1_000)
  await stage.enter(dave, rowsOf("dave"), 1_000)
  await stage.clock.advance(4_000)
  expect(stage.committed.committedRounds).toBe(2)
  const late = (round: number) => ({ kind: "failed", round, code: "E_LATE" }) as const
  stage.coordinator.receive(carol.participant, late(1))
  stage.coordinator.receive(dave.participant, late(1))
  await stage.clock.advance(4_000)
  const deadlinesGiven = stage.told(alice, "round-opened").map(({ remainingMs }) => remainingMs)
  expect(deadlinesGiven.slice(1)).toEqual(deadlinesGiven.slice(1).map(() => 3_000))
})

test("[T33] a sleeping owner is not taken into a round, and takes part once when it is back", async () => {
  const { stage, slow } = await roundWithSlowCarol(1_000, numberStudy({ deadlines, rounds: 8 }))
  const fallAsleep = () => stage.coordinator.fellAsleep(carol.participant)
  const wakeUp = () => stage.coordinator.wokeUp(carol.participant)
  fallAsleep()
  await stage.clock.advance(0)
  expect(stage.view().roster.find(({ label }) => label === "carol")?.state).toBe("asleep")
  await stage.clock.advance(500)
  wakeUp()
  await stage.clock.advance(1_500)
  expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([3])
  fallAsleep()
  await stage.clock.advance(8_000)
  wakeUp()
  await stage.untilEnded()
  const cohorts = stage.committed.rounds.map(({ cohort }) => cohort.length)
  expect(cohorts.slice(0, 3)).toEqual([3, 3, 2])
  expect(cohorts.at(-1)).toBe(3)
  const rounds = slow.view().own.map(({ round }) => round)
  expect(rounds).toEqual([...new Set(rounds)])
  expect(rounds.at(-1)).toBe(8)
})
