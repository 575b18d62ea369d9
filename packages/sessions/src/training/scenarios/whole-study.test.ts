import { initialWeights } from "@tutti/learning"
import { cohort, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol, dave } = await cohort("alice", "bob", "carol", "dave")

/** Alice, Bob and Carol go through a whole study. */
async function wholeStudy(spec = numberStudy(), people = [alice, bob, carol]) {
  const stage = new Stage(spec)
  const owners = []
  for (const person of people) owners.push(await stage.enter(person))
  expect(await stage.command("start")).toBeNull()
  await stage.untilEnded()
  expect(stage.faults).toEqual([])
  return { stage, owners }
}

test("[T1] three owners finish five rounds, and the model gets better", async () => {
  const { stage, owners } = await wholeStudy()
  const { state, committedRounds, rounds } = stage.committed
  expect({ state, committedRounds }).toEqual({ state: "finished", committedRounds: 5 })
  expect(rounds.map(({ round, survivors }) => [round, survivors])).toEqual([1, 2, 3, 4, 5].map((n) => [n, 3]))
  const losses = rounds.map(({ metrics }) => metrics?.validationLoss ?? Number.NaN)
  expect(losses).toEqual([...losses].sort((one, other) => other - one))
  expect(losses.at(-1)).toBeLessThan(0.01)
  for (const owner of owners) {
    const { phase, own, rounds: announced, outcome } = owner.view()
    expect(phase).toBe("ended")
    expect(own.map(({ round }) => round)).toEqual([1, 2, 3, 4, 5])
    expect(announced).toEqual(rounds.map(({ metrics }) => metrics))
    expect(outcome).toEqual({ kind: "finished", bestRound: 5, lastRound: 5 })
  }
})

test("[T2] the scaling is that of all training rows of the first cohort, and stays", async () => {
  const stage = new Stage(numberStudy())
  for (const person of [alice, bob]) await stage.enter(person)
  await stage.command("next-round")
  await stage.clock.advance(0)
  const rows = [...rowsOf("alice").training, ...rowsOf("bob").training]
  const prices = rows.map(({ target }) => target)
  const mean = prices.reduce((sum, price) => sum + price) / prices.length
  const variance = prices.reduce((sum, price) => sum + (price - mean) ** 2, 0) / prices.length
  const [, , price] = stage.committed.scaling ?? []
  expect(price?.mean).toBeCloseTo(mean, 12)
  expect(price?.stddev).toBeCloseTo(Math.sqrt(variance), 12)

  const frozen = stage.committed.scaling
  const late = await stage.enter(carol)
  await stage.command("next-round")
  await stage.clock.advance(0)
  expect(stage.committed.scaling).toEqual(frozen)
  expect(late.view().own.map(({ round }) => round)).toEqual([2])
  expect(stage.told(carol, "round-opened")[0]?.scaling).toEqual(frozen)
})

test("[T3] the same labels, rows and seed give the same model, whoever holds the keys and whoever comes first", async () => {
  const { stage } = await wholeStudy()
  const strangers = await cohort("some", "other", "keys")
  const renamed = [
    { ...strangers.keys, label: "carol" },
    { ...strangers.some, label: "alice" },
    { ...strangers.other, label: "bob" },
  ]
  const { stage: again } = await wholeStudy(numberStudy(), renamed)
  expect(again.committed.modelHash).toBe(stage.committed.modelHash)
  const { stage: other } = await wholeStudy(numberStudy({ seed: 8 }))
  expect(other.committed.modelHash).not.toBe(stage.committed.modelHash)
})

test("[T9] the new model is the mean of the trained ones, weighted by rows", async () => {
  const { stage } = await wholeStudy(numberStudy({ rounds: 1 }))
  const updates = stage.updates()
  expect(updates.map(({ examples }) => examples)).toEqual([9, 7, 9])
  const rows = updates.reduce((sum, { examples }) => sum + examples, 0)
  for (const [index, weight] of stage.committed.weights.entries()) {
    const sum = updates.reduce((total, { examples, weights }) => total + examples * (weights[index] ?? 0), 0)
    expect(weight).toBeCloseTo(sum / rows, 6)
  }
})

test("[T9] under FedProx owners stay nearer to the global model", async () => {
  const { local, ...rest } = numberStudy().training
  const far = (await wholeStudy(numberStudy({ ...rest, rounds: 1 }))).stage
  const near = (await wholeStudy(numberStudy({ ...rest, rounds: 1, local: { ...local, proximal: 5 } }))).stage
  const start = initialWeights(numberStudy().model, rest.seed)
  const distance = ({ committed }: Stage) =>
    Math.hypot(...committed.weights.map((weight, index) => weight - (start[index] ?? 0)))
  expect(distance(near)).toBeLessThan(distance(far))
})

test("[T30] the model travels down once a round: a new round finds it at its owners", async () => {
  const { stage } = await wholeStudy()
  const down = stage.letters.filter(({ to, owner, payload }) => to === "owner" && owner === "bob" && payload)
  expect(down.map(({ message }) => message.kind)).toEqual([
    "round-opened",
    ...Array(5).fill("model-averaged"),
  ])
})

test("[T22] best and last model are kept, and given to those who took part", async () => {
  // A step far too large: the loss grows from round to round, so the first model stays the best.
  const { local } = numberStudy().training
  const wild = { ...local, epochs: 1, optimiser: { kind: "sgd" as const, learningRate: 1.4 } }
  const { stage, owners } = await wholeStudy(numberStudy({ rounds: 3, local: wild, maxUpdateNorm: 1e6 }))
  const losses = stage.committed.rounds.map(({ metrics }) => metrics?.validationLoss ?? Number.NaN)
  const best = losses.indexOf(Math.min(...losses)) + 1
  expect(best).toBeLessThan(3)
  const asked = [owners[0]?.result("best"), owners[0]?.result("last")]
  await stage.clock.advance(0)
  const [bestGiven, lastGiven] = await Promise.all(asked)
  expect(bestGiven).toMatchObject({ ok: true, value: { which: "best", round: best } })
  expect(lastGiven).toMatchObject({
    ok: true,
    value: { which: "last", round: 3, weights: stage.committed.weights },
  })

  const onlooker = stage.join(dave)
  await stage.clock.advance(0)
  const refused = onlooker.result("best")
  await stage.clock.advance(0)
  expect(await refused).toEqual({ ok: false, refusal: "E_NOT_READY" })
})

test("[T32] the ledger lists everything that left an owner's tab, to the byte", async () => {
  const { stage, owners } = await wholeStudy()
  const sent = stage.letters.filter(({ to, owner }) => to === "relay" && owner === "alice")
  const size = (text: string) => new TextEncoder().encode(text).length
  const bytes = sent.map(({ message, payload }) => size(JSON.stringify(message)) + (payload?.length ?? 0))
  const { ledger, bytesOut } = owners[0]?.view() ?? { ledger: [], bytesOut: 0 }
  expect(ledger.map((entry) => entry.bytes)).toEqual(bytes)
  expect(bytesOut).toBe(bytes.reduce((sum, count) => sum + count, 0))
  expect(ledger.map(({ what }) => what)).toEqual([
    "identity",
    "row-counts-and-column-sums",
    ...Array(5).fill(["model-update", "validation-measurement"]).flat(),
  ])
})
