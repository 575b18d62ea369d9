import { cohort, linearTrainer, NUMBER_COLUMNS, numberDataset, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { RECONNECT_GRACE_MS } from "../coordinator/deadlines.ts"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol } = await cohort("alice", "bob", "carol")
const people = [alice, bob, carol]
const deadlines = { firstMs: 10_000, minMs: 1_000, maxMs: 60_000 }
const spec = numberStudy({ scheme: "sequential", rounds: 1, deadlines })

async function travelling(needsMs: Record<string, number> = {}) {
  const stage = new Stage(spec)
  const owners = []
  for (const person of people)
    owners.push(await stage.enter(person, rowsOf(person.label), needsMs[person.label] ?? 1_000))
  await stage.command("start")
  await stage.clock.advance(0)
  return { stage, owners }
}

/** Who was asked to train, in the order of the turns. */
const turnsOf = (stage: Stage) =>
  stage.letters.filter(({ message }) => message.kind === "round-opened").map(({ owner }) => owner)

/** Plain training, one owner's rows after the other's, with the seeds that the owners were given. */
async function trainedInTurn(stage: Stage, labels: readonly string[]) {
  const trainer = await linearTrainer(spec.model)
  let weights = new Stage(spec).committed.weights
  for (const label of labels) {
    const [opened] = stage.told(people.find((person) => person.label === label) ?? alice, "round-opened")
    const dataset = numberDataset(NUMBER_COLUMNS, rowsOf(label).training)
    const { training } = dataset.encode(stage.committed.scaling ?? [])
    weights = (await trainer.train(weights, training, spec.training.local, opened?.seed ?? 0)).weights
  }
  return weights
}

test("[T17] a sequential round is plain training on one owner's rows after the other's", async () => {
  const { stage } = await travelling()
  await stage.untilEnded()
  const turns = turnsOf(stage)
  expect([...turns].sort()).toEqual(["alice", "bob", "carol"])
  expect(stage.committed.weights).toEqual(await trainedInTurn(stage, turns))
  expect(stage.committed.rounds[0]?.metrics).toMatchObject({ survivors: 3, seconds: 4 })
})

test("[T17] only one owner trains at a time, and the others wait for their turn", async () => {
  const { stage } = await travelling()
  for (let turn = 0; turn < 3; turn++) {
    const states = stage.view().roster.map(({ label, state }) => [label, state])
    const training = turnsOf(stage).at(-1)
    expect(states).toEqual(people.map(({ label }) => [label, label === training ? "training" : "waiting"]))
    await stage.clock.advance(1_000)
  }
})

test("[T25] who waits for its turn learns how many are before it", async () => {
  const { stage, owners } = await travelling()
  await stage.clock.advance(1_600)
  const waits = owners.map((owner) => owner.view().wait).filter((wait) => wait !== null)
  expect(waits.map(({ for: subject, have, need }) => ({ subject, have, need }))).toEqual(
    expect.arrayContaining([
      { subject: "updates", have: 1, need: 3 },
      { subject: "turn", have: 1, need: 2 },
    ]),
  )
})

test("[T17] the order is drawn anew for each round, from the study's seed", async () => {
  const orders = async (seed: number) => {
    const stage = new Stage(numberStudy({ scheme: "sequential", rounds: 6, seed }))
    for (const person of people) await stage.enter(person)
    await stage.command("start")
    await stage.untilEnded()
    const turns = turnsOf(stage)
    return Array.from({ length: 6 }, (_, round) => turns.slice(3 * round, 3 * round + 3).join(" "))
  }
  const drawn = await orders(1)
  expect(new Set(drawn).size).toBeGreaterThan(1)
  expect(await orders(1)).toEqual(drawn)
  expect(await orders(2)).not.toEqual(drawn)
})

test("[T18] the model goes on from its last holder when the next one fails, is too slow or is gone", async () => {
  const calm = await travelling()
  const [first = "", second = "", third = ""] = await calm.stage.untilEnded().then(() => turnsOf(calm.stage))

  const tooSlow = await travelling({ [second]: 1e9 })
  await tooSlow.stage.untilEnded()
  expect(turnsOf(tooSlow.stage)).toEqual([first, second, third])
  expect(tooSlow.stage.committed.weights).toEqual(await trainedInTurn(tooSlow.stage, [first, third]))
  expect(tooSlow.stage.committed.rounds[0]).toMatchObject({ survivors: 2 })

  const gone = await travelling()
  await gone.stage.clock.advance(1_200)
  gone.stage.network.cut(second)
  await gone.stage.clock.advance(RECONNECT_GRACE_MS)
  expect(turnsOf(gone.stage)).toEqual([first, second, third])
  await gone.stage.untilEnded()
  expect(gone.stage.committed.weights).toEqual(await trainedInTurn(gone.stage, [first, third]))
})

test("[T18] an owner that leaves before its turn is passed over", async () => {
  const { stage, owners } = await travelling()
  const [first = ""] = turnsOf(stage)
  const waiting = people.findIndex(({ label }) => label !== first)
  void owners[waiting]?.leave()
  await stage.untilEnded()
  expect(turnsOf(stage)).not.toContain(people[waiting]?.label)
  expect(stage.committed.weights).toEqual(await trainedInTurn(stage, turnsOf(stage)))
})

test("[T18] a returned model is checked as an update is: a refused one is passed over, and the round goes on", async () => {
  const { stage } = await travelling({ alice: 1e9, bob: 1e9, carol: 1e9 })
  const answer = async (change: (weights: Float32Array) => Float32Array) => {
    const label = turnsOf(stage).at(-1) ?? ""
    const person = people.find((one) => one.label === label) ?? alice
    const { weights } = stage.coordinator.state().committed
    stage.coordinator.receive(
      person.participant,
      {
        kind: "update",
        round: 1,
        examples: rowsOf(label).training.length,
        trainLoss: 1,
        trainAccuracy: null,
        trainingMs: 1,
      },
      new Uint8Array(Float32Array.from(change(weights)).buffer),
    )
    await stage.clock.advance(0)
  }
  const half = (weights: Float32Array) => weights.map((weight) => weight / 2)
  await answer(half)
  await answer((weights) => weights.map(() => Number.NaN))
  await answer(half)
  await stage.untilEnded()
  expect(stage.committed.rounds[0]).toMatchObject({ survivors: 2 })
  expect(stage.view().roster.filter(({ code }) => code === "E_NOT_FINITE")).toHaveLength(1)
})

test("[T7] an update before one's turn is E_WRONG_STATE and costs nothing", async () => {
  const { stage } = await travelling()
  const [first = ""] = turnsOf(stage)
  const early = people.find(({ label }) => label !== first) ?? alice
  stage.coordinator.receive(
    early.participant,
    { kind: "update", round: 1, examples: 1, trainLoss: 1, trainAccuracy: null, trainingMs: 1 },
    new Uint8Array(12),
  )
  await stage.clock.advance(0)
  expect(stage.told(early, "refused").map(({ code }) => code)).toEqual(["E_WRONG_STATE"])
  await stage.untilEnded()
  expect(stage.committed.rounds[0]).toMatchObject({ survivors: 3 })
})
