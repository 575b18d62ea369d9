import { initialWeights } from "@tutti/learning"
import type { RoundMetrics } from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"
import { cohort, linearTrainer, NUMBER_COLUMNS, numberDataset, type Person } from "@tutti/testkit"
import { expect, test } from "vitest"
import { hashModel } from "../../committed.ts"
import { rowsOf } from "../../scenarios/stage.ts"
import { openMeasurement, openStatistics, openTraining } from "../../secure/sums.ts"
import { freezeRoster, ScriptedRelay, secureSpec } from "./scripted-relay.ts"

const named = await cohort("alice", "bob", "carol", "dave")
const people = Object.values(named)
const OWNERS = people.length
const trainer = await linearTrainer(secureSpec.model)

const datasetOf = ({ label }: Person) => {
  const { training, validation } = rowsOf(label)
  return numberDataset(NUMBER_COLUMNS, training, validation)
}

/** Σ weight · value / Σ weight */
function weightedMean(values: readonly number[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) / total
}

/** What pooled rows would give, worked out without masks. */
async function plainly({ scaling }: ScriptedRelay, weights: Float32Array, seed: number) {
  const each = await Promise.all(
    people.map(async (person) => {
      const dataset = datasetOf(person)
      const { training, validation } = dataset.encode(scaling)
      const trained = await trainer.train(weights, training, secureSpec.training.local, seed)
      return { dataset, trained, validation: await trainer.evaluate(weights, validation) }
    }),
  )
  const rows = each.map(({ dataset }) => dataset.trainingRows)
  const validationRows = each.map(({ dataset }) => dataset.validationRows)
  const means = (of: (one: (typeof each)[number]) => number, by: readonly number[]) =>
    weightedMean(each.map(of), by)
  return {
    update: Array.from(weights, (weight, index) =>
      means(({ trained }) => (trained.weights[index] ?? 0) - weight, rows),
    ),
    trainLoss: means(({ trained }) => trained.loss, rows),
    validationLoss: means(({ validation }) => validation.loss, validationRows),
  }
}

function metricsOf(round: number, weights: Float32Array): RoundMetrics {
  return {
    round,
    cohort: OWNERS,
    survivors: OWNERS,
    trainLoss: 1,
    trainAccuracy: null,
    validationLoss: null,
    validationAccuracy: null,
    seconds: 1,
    bytesUpPerOwner: 1,
    modelHash: hashModel(weights),
  }
}

test("[T50] an owner's part in a secure study: sums of statistics, of updates, and of a last measurement, exact", async () => {
  const relay = new ScriptedRelay(people)
  const seats = await relay.assemble()
  const [alice] = seats
  if (alice === undefined) throw new Error("alice is here")
  const view = () => alice.participant.view()
  expect(view()).toMatchObject({
    phase: "ready",
    secure: {
      owners: 4,
      colludersTolerated: 1,
      threshold: 3,
      minimumCohort: 3,
      contributions: 0,
      maxContributions: 100,
      aggregation: null,
      evidence: null,
    },
  })
  expect(view().secure?.safetyNumber).toMatch(/^(\d{5} ){11}\d{5}$/)
  expect(new Set(seats.map(({ participant }) => participant.view().secure?.safetyNumber)).size).toBe(1)

  await relay.add(1, "statistics")
  const statistics = openStatistics(secureSpec, OWNERS, relay.sums[0]?.sum ?? new Uint32Array())
  expect(statistics?.totals).toEqual({
    owners: OWNERS,
    trainingRows: people.reduce((sum, { label }) => sum + rowsOf(label).training.length, 0),
    validationRows: people.reduce((sum, { label }) => sum + rowsOf(label).validation.length, 0),
  })
  if (!statistics) throw new Error("the statistics were opened")
  relay.totals = statistics.totals
  relay.scaling = statistics.scaling

  const initial = initialWeights(secureSpec.model, secureSpec.training.seed)
  await relay.openRound(1, initial)
  await relay.add(2, "training", {}, initial)
  const first = openTraining(
    secureSpec,
    OWNERS,
    relay.totals,
    OWNERS,
    relay.sums[1]?.sum ?? new Uint32Array(),
  )
  const expected = await plainly(relay, initial, 1)
  for (const [index, change] of expected.update.entries()) expect(first?.update[index]).toBeCloseTo(change, 5)
  expect(first?.training.loss).toBeCloseTo(expected.trainLoss, 4)
  expect(first?.validation?.loss).toBeCloseTo(expected.validationLoss, 4)
  expect(view()).toMatchObject({ phase: "waiting", own: [{ round: 1, validationLoss: null }] })

  const next = initial.map((weight, index) => weight + (first?.update[index] ?? 0))
  await relay.tellAll({ kind: "round-closed", metrics: metricsOf(1, next) })
  await relay.openRound(2, next)
  await relay.add(3, "training", {}, next)
  await relay.tellAll({ kind: "round-measured", round: 1, validationLoss: 0.5, validationAccuracy: null })
  expect(view().rounds).toMatchObject([{ round: 1, validationLoss: 0.5 }])
  expect(view().own.map(({ round }) => round)).toEqual([1, 2])
  const { validation } = datasetOf(named.alice).encode(relay.scaling)
  const measured = await trainer.evaluate(next, validation)
  expect(view().own[0]?.validationLoss).toBe(measured.loss)
  expect(view().own[1]?.validationLoss).toBeNull()

  const last = next.map((weight) => weight / 2)
  await relay.tellAll({ kind: "round-closed", metrics: metricsOf(2, last) })
  await relay.tellAll(
    { kind: "model-averaged", round: 2, survivors: OWNERS, modelHash: hashModel(last), remainingMs: 1_000 },
    floatsToBytes(last),
  )
  await relay.add(4, "measurement", {}, last)
  const measurement = openMeasurement(secureSpec, OWNERS, OWNERS, relay.sums[3]?.sum ?? new Uint32Array())
  expect(measurement.loss).toBeCloseTo((await plainly(relay, last, 1)).validationLoss, 4)
  expect(view().own[1]?.validationLoss).toBe((await trainer.evaluate(last, validation)).loss)

  await relay.tellAll({ kind: "study-ended", outcome: "finished", bestRound: 2, lastRound: 2 })
  expect(view()).toMatchObject({ phase: "ended", secure: { contributions: 4, aggregation: null } })
  expect(seats.map(({ faults }) => faults)).toEqual(seats.map(() => []))
  expect(alice.records.kept).toMatchObject({
    ledger: { lastRound: 4, contributions: 4, finishedRound: 4, transcript: relay.previous.transcript },
    statisticsOpened: 1,
    statisticsOf: expect.any(String),
    statisticsFinished: true,
  })
})

test("[T50] what leaves is named for what it is, with its round, to the byte", async () => {
  const relay = new ScriptedRelay(people)
  const [alice] = await relay.assemble()
  await relay.add(1, "statistics")
  await relay.openRound(1)
  await relay.add(2, "training")
  const view = alice?.participant.view()
  expect(view?.ledger.map(({ what, round }) => [what, round])).toEqual([
    ["identity", null],
    ["enrolment", null],
    ...["aggregation-step", "aggregation-step", "masked-vector", "aggregation-step", "aggregation-step"].map(
      (what) => [what, null],
    ),
    ...["aggregation-step", "aggregation-step", "masked-vector", "aggregation-step", "aggregation-step"].map(
      (what) => [what, 1],
    ),
  ])
  const sent = relay.heard
    .filter(({ owner }) => owner === "alice")
    .reduce((sum, { message, payload }) => sum + JSON.stringify(message).length + (payload?.length ?? 0), 0)
  expect(view?.bytesOut).toBe(sent)
})

test("[T50] an owner that is let in again says that it is enrolled, and takes part in the next sum", async () => {
  const relay = new ScriptedRelay(people)
  const [alice] = await relay.assemble()
  const roster = await freezeRoster(people)
  relay.network.cut("alice")
  await relay.clock.advance(0)
  expect(alice?.participant.view().phase).toBe("reconnecting")
  relay.network.mend("alice")
  await relay.admit(named.alice, { roster, returning: true })
  expect(relay.said(named.alice)).toEqual(["identify", "enrol", "identify", "enrol"])
  await relay.add(1, "statistics")
  expect(relay.sums).toMatchObject([{ number: 1, survivors: [0, 1, 2, 3] }])
})

test("[T50] an owner whose page is loaded anew goes on from its record", async () => {
  const relay = new ScriptedRelay(people)
  const seats = await relay.assemble()
  await relay.add(1, "statistics")
  const [alice] = seats
  alice?.participant.close()
  await relay.clock.advance(0)
  const again = relay.join(named.alice, { ...(alice && { records: alice.records }) })
  await relay.admit(named.alice, { roster: await freezeRoster(people), returning: true })
  await relay.agree(again)
  expect(again.participant.view().secure).toMatchObject({ contributions: 1 })
  await relay.openRound(1)
  await relay.add(2, "training")
  expect(relay.sums).toMatchObject([{ number: 1 }, { number: 2, survivors: [0, 1, 2, 3] }])
  expect(again.participant.view().secure).toMatchObject({ contributions: 2 })
})
