import { norm } from "@tutti/learning"
import type { Aggregation, ServerStep } from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"
import { cohort, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { rowsOf, Stage } from "./stage.ts"

const people = Object.values(await cohort("alice", "bob", "carol", "dave", "mallory"))
const mallory = people.at(-1)

/** Five owners train one round; Mallory pulls with all her might, within the norm that the study allows. */
async function roundUnder(aggregation: Aggregation, serverStep: ServerStep = { kind: "average" }) {
  const stage = new Stage(numberStudy({ aggregation, serverStep, rounds: 1, maxUpdateNorm: 100 }))
  for (const person of people)
    await stage.enter(person, rowsOf(person.label), person === mallory ? 1e9 : 1_000)
  const { weights } = stage.committed
  await stage.command("start")
  if (mallory)
    stage.coordinator.receive(
      mallory.participant,
      {
        kind: "update",
        round: 1,
        examples: rowsOf(mallory.label).training.length,
        trainLoss: 0,
        trainAccuracy: null,
        trainingMs: 1,
      },
      floatsToBytes(weights.map((weight) => weight + 50)),
    )
  await stage.untilEnded()
  expect(stage.committed.rounds[0]).toMatchObject({ survivors: 5 })
  return {
    stage,
    moved: norm(stage.committed.weights.map((weight, index) => weight - (weights[index] ?? 0))),
  }
}

test("[T9] the mean goes wherever one owner pulls it", async () => {
  expect((await roundUnder({ kind: "mean" })).moved).toBeGreaterThan(10)
})

test("[T9] the trimmed mean and the bucketed median stay among the honest updates", async () => {
  const robust: Aggregation[] = [
    { kind: "trimmed-mean", trim: 0.2 },
    { kind: "bucketed-median", bucketSize: 1 },
  ]
  for (const aggregation of robust) {
    const { stage } = await roundUnder(aggregation)
    const honest = stage.updates().map(({ weights }) => weights)
    expect(honest).toHaveLength(4)
    for (const [index, weight] of stage.committed.weights.entries()) {
      const values = honest.map((weights) => weights[index] ?? 0)
      expect(weight).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6)
      expect(weight).toBeLessThanOrEqual(Math.max(...values) + 1e-6)
    }
  }
})

test("[T9] the server's Adam keeps its moments with the model, so that a restart changes nothing", async () => {
  const spec = numberStudy({ rounds: 3, serverStep: { kind: "adam", learningRate: 0.1 } })
  const run = async (dies: boolean) => {
    const stage = new Stage(spec)
    for (const person of people) await stage.enter(person, rowsOf(person.label), 1_000)
    await stage.command("start")
    await stage.clock.advance(2_500)
    if (dies) await stage.restart()
    await stage.untilEnded()
    return stage.committed
  }
  const calm = await run(false)
  const disturbed = await run(true)
  expect(calm.server?.step).toBe(3)
  expect(disturbed.rounds.map(({ reason }) => reason)).toContain("relay-restarted")
  expect(disturbed.modelHash).toBe(calm.modelHash)
})
