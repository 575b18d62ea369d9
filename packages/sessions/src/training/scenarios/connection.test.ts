import { cohort, numberStudy, type Weather } from "@tutti/testkit"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { RECONNECT_GRACE_MS } from "../coordinator/deadlines.ts"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol } = await cohort("alice", "bob", "carol")
const people = [alice, bob, carol]

async function runningStudy(rounds = 2) {
  const stage = new Stage(numberStudy({ rounds, quorum: { minOwners: 2, fraction: 1 } }))
  const owners = []
  for (const person of people) owners.push(await stage.enter(person, rowsOf(person.label), 1_000))
  await stage.command("start")
  await stage.clock.advance(0)
  return { stage, owners }
}

const undisturbed = await runningStudy()
await undisturbed.stage.untilEnded()
const goal = undisturbed.stage.committed.modelHash

test("[T14] an owner that loses its line while it trains goes on with the round when it is back", async () => {
  const { stage, owners } = await runningStudy()
  await stage.clock.advance(300)
  stage.network.cut("bob")
  await stage.clock.advance(0)
  expect(owners[1]?.view().phase).toBe("reconnecting")
  await stage.clock.advance(300)
  stage.network.mend("bob")
  await stage.clock.advance(0)
  expect(owners[1]?.view().phase).toBe("training")
  await stage.untilEnded()
  expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([3, 3])
  expect(stage.committed.modelHash).toBe(goal)
  expect(owners[1]?.view().own.map(({ round }) => round)).toEqual([1, 2])
})

test("[T14] an update that was lost with the line is sent once more, not trained once more", async () => {
  const { stage, owners } = await runningStudy()
  await stage.clock.advance(500)
  stage.network.cut("bob")
  await stage.clock.advance(600)
  expect(owners[1]?.view()).toMatchObject({ phase: "reconnecting", own: [{ round: 1 }] })
  stage.network.mend("bob")
  await stage.clock.advance(0)
  await stage.untilEnded()
  expect(stage.updates().filter(({ owner }) => owner === "bob")).toHaveLength(2)
  expect(stage.committed.modelHash).toBe(goal)
})

test("[T14] an update whose acknowledgement was lost is counted once", async () => {
  const { stage, owners } = await runningStudy()
  let isFirst = true
  stage.weather = ({ owner, message }) => {
    if (owner === "bob" && message.kind === "update" && isFirst) {
      isFirst = false
      // Two turns of the clock later: the update has arrived, and its acknowledgement is on the way.
      stage.clock.start(0, () => stage.clock.start(0, () => stage.network.cut("bob")))
    }
    return [0]
  }
  await stage.clock.advance(1_500)
  expect(stage.view().rounds[0]).toMatchObject({ phase: "evaluating" })
  expect(owners[1]?.view().phase).toBe("reconnecting")
  stage.network.mend("bob")
  await stage.untilEnded()
  expect(stage.updates().filter(({ owner }) => owner === "bob")).toHaveLength(2)
  expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([3, 3])
  expect(stage.committed.modelHash).toBe(goal)
})

test("[T15] who is not back within the grace is a dropout of this round and takes part in a later one", async () => {
  const { stage } = await runningStudy(4)
  await stage.clock.advance(500)
  stage.network.cut("bob")
  await stage.clock.advance(500 + RECONNECT_GRACE_MS)
  expect(stage.committed.rounds.map(({ reason, survivors }) => [reason, survivors])).toEqual([
    ["too-few-survivors", 2],
  ])
  stage.network.mend("bob")
  await stage.untilEnded()
  expect(stage.committed.rounds.at(-1)).toMatchObject({ survivors: 3, reason: null })
})

test("[T19] an owner that loses its line while it measures measures when it is back", async () => {
  const { stage, owners } = await runningStudy(1)
  await stage.clock.advance(1_500)
  expect(stage.view().rounds[0]?.phase).toBe("evaluating")
  stage.network.cut("carol")
  await stage.clock.advance(1_000)
  expect(stage.committed.rounds).toEqual([])
  stage.network.mend("carol")
  await stage.untilEnded()
  expect(owners[2]?.view().own[0]?.validationLoss).toBeGreaterThan(0)
  expect(stage.committed.modelHash).toBe(undisturbed.stage.committed.rounds[0]?.metrics?.modelHash)
})

test("[T19] without a measurement the model stands, and the metrics are those of the owners that measured", async () => {
  const { stage, owners } = await runningStudy(1)
  await stage.clock.advance(1_500)
  stage.network.cut("carol")
  await stage.untilEnded()
  const [round] = stage.committed.rounds
  expect(round).toMatchObject({ survivors: 3, reason: null })
  const losses = owners.slice(0, 2).map((owner) => owner.view().own[0]?.validationLoss ?? Number.NaN)
  expect(round?.metrics?.validationLoss).toBeCloseTo(((losses[0] ?? 0) + (losses[1] ?? 0)) / 2, 12)
})

test("[T4] updates may arrive in any order and with any delay: the model is the same to the bit", async () => {
  const delays = fc.array(fc.integer({ min: 0, max: 800 }), { minLength: 40, maxLength: 40 })
  await fc.assert(
    fc.asyncProperty(delays, async (pattern) => {
      const { stage } = await runningStudy()
      let letter = 0
      stage.weather = ({ message }) =>
        message.kind === "update" || message.kind === "evaluation"
          ? [pattern[letter++ % pattern.length] ?? 0]
          : [0]
      await stage.untilEnded()
      expect(stage.committed.modelHash).toBe(goal)
    }),
    { numRuns: 15, seed: 3 },
  )
})

test("[T5] a network that doubles what it carries changes nothing", async () => {
  const copies = fc.array(fc.constantFrom([0], [0, 0], [0, 300], [0, 0, 900]), {
    minLength: 30,
    maxLength: 30,
  })
  await fc.assert(
    fc.asyncProperty(copies, async (pattern) => {
      const { stage } = await runningStudy()
      let letter = 0
      const weather: Weather = ({ message }) =>
        message.kind === "challenge" || message.kind === "identify"
          ? [0]
          : (pattern[letter++ % pattern.length] ?? [0])
      stage.weather = weather
      await stage.untilEnded()
      expect(stage.committed.modelHash).toBe(goal)
      expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([3, 3])
    }),
    { numRuns: 15, seed: 4 },
  )
})

test("[T14] whatever lines break and mend, the study goes on and ends", async () => {
  const cut = fc.record({
    owner: fc.constantFrom("alice", "bob", "carol"),
    afterMs: fc.integer({ min: 0, max: 1_500 }),
    downMs: fc.integer({ min: 0, max: 8_000 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(cut, { maxLength: 6 }), async (cuts) => {
      const stage = new Stage(numberStudy({ rounds: 3 }))
      for (const person of people) await stage.enter(person, rowsOf(person.label), 1_000)
      await stage.command("start")
      for (const { owner, afterMs, downMs } of cuts) {
        await stage.clock.advance(afterMs)
        stage.network.cut(owner)
        await stage.clock.advance(downMs)
        stage.network.mend(owner)
      }
      await stage.untilEnded()
      expect(stage.faults).toEqual([])
      expect(stage.committed.committedRounds).toBe(3)
    }),
    { numRuns: 15, seed: 5 },
  )
})
