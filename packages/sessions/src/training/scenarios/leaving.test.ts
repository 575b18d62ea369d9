import { cohort, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { RECONNECT_GRACE_MS } from "../coordinator/deadlines.ts"
import type { TrainingParticipant } from "../participant/ports.ts"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol } = await cohort("alice", "bob", "carol")

/** One round of three owners whose machines need one, two and three seconds. */
async function roundOpened() {
  const stage = new Stage(numberStudy())
  const owners = {
    alice: await stage.enter(alice, rowsOf("alice"), 1_000),
    bob: await stage.enter(bob, rowsOf("bob"), 2_000),
    carol: await stage.enter(carol, rowsOf("carol"), 3_000),
  }
  await stage.command("next-round")
  return { stage, ...owners }
}

async function gone(stage: Stage, leaver: TrainingParticipant) {
  const left = leaver.leave()
  await stage.clock.advance(0)
  await left
}

/** The mean of these owners' updates, by the definition. */
function meanOf(stage: Stage, owners: readonly string[]) {
  const counted = stage.updates().filter(({ owner }) => owners.includes(owner))
  const rows = counted.reduce((sum, { examples }) => sum + examples, 0)
  return stage.committed.weights.map(
    (_, index) =>
      counted.reduce((sum, { examples, weights }) => sum + examples * (weights[index] ?? 0), 0) / rows,
  )
}

function expectMean(stage: Stage, owners: readonly string[]) {
  const mean = meanOf(stage, owners)
  for (const [index, weight] of stage.committed.weights.entries())
    expect(weight).toBeCloseTo(mean[index] ?? 0, 6)
}

test("[T16] Bob leaves after sending: his update counts, and nobody waits for his measurement", async () => {
  const { stage, bob: leaver } = await roundOpened()
  await stage.clock.advance(2_500)
  expect(leaver.view().phase).toBe("waiting")
  await gone(stage, leaver)
  await stage.clock.advance(10_000)
  const [round] = stage.committed.rounds
  expect(round?.metrics).toMatchObject({ cohort: 3, survivors: 3, seconds: 6 })
  expectMean(stage, ["alice", "bob", "carol"])
  expect(leaver.view().phase).toBe("left")
  expect(stage.view().roster.find(({ label }) => label === "bob")?.state).toBe("left")
})

test("[T16] Bob leaves before sending: the round ends without him as soon as the others have sent", async () => {
  const { stage, bob: leaver } = await roundOpened()
  await stage.clock.advance(1_500)
  await gone(stage, leaver)
  await stage.clock.advance(10_000)
  expect(stage.committed.rounds[0]?.metrics).toMatchObject({ cohort: 3, survivors: 2, seconds: 6 })
  expectMean(stage, ["alice", "carol"])
})

test("[T15] Carol closes her tab in mid-round: after a short grace the mean is that of the survivors", async () => {
  const { stage, carol: closer } = await roundOpened()
  await stage.clock.advance(2_500)
  closer.close()
  await stage.clock.advance(0)
  const state = () => stage.view().roster.find(({ label }) => label === "carol")?.state
  expect(state()).toBe("reconnecting")
  await stage.clock.advance(RECONNECT_GRACE_MS - 1)
  expect(stage.committed.rounds).toHaveLength(0)
  await stage.clock.advance(1)
  expect(state()).toBe("dropped")
  await stage.clock.advance(10_000)
  expect(stage.committed.rounds[0]?.metrics).toMatchObject({ cohort: 3, survivors: 2 })
  expectMean(stage, ["alice", "bob"])
  const { notes } = stage.view().rounds[0] ?? { notes: [] }
  const carols = notes.filter(({ participant }) => participant === carol.participant)
  expect(carols.map(({ phase }) => phase)).toEqual(["train", "dropped"])
})

test("[T16] an owner sends and closes at once: its update counts", async () => {
  const { stage, carol: closer } = await roundOpened()
  await stage.clock.advance(3_000)
  expect(stage.updates().map(({ owner }) => owner)).toEqual(["alice", "bob", "carol"])
  closer.close()
  await stage.clock.advance(20_000)
  expect(stage.committed.rounds[0]?.metrics).toMatchObject({ cohort: 3, survivors: 3 })
  expectMean(stage, ["alice", "bob", "carol"])
})

test("[T16] who has left can come back by the same link, and agrees anew", async () => {
  const { stage, bob: leaver } = await roundOpened()
  await gone(stage, leaver)
  await stage.clock.advance(10_000)
  const returned = await stage.enter(bob)
  expect(returned.view().returning).toBe(true)
  await stage.command("next-round")
  await stage.clock.advance(10_000)
  expect(returned.view().own.map(({ round }) => round)).toEqual([2])
})
