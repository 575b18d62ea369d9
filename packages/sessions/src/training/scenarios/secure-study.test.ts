import { combineStatistics } from "@tutti/data"
import { cohort, type Person } from "@tutti/testkit"
import { expect, test } from "vitest"
import { newStudy } from "../committed.ts"
import { SecureStage } from "./secure-stage.ts"
import { plainModel, plainSums, recordsOf, updateExponent } from "./secure-twin.ts"

const everybody: readonly Person[] = Object.values(
  await cohort("alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy"),
)
const CLIP = 10
const CAP = 4

async function study(people: readonly Person[], ...plan: Parameters<typeof SecureStage.of>) {
  const stage = await SecureStage.of(...plan)
  const owners = await stage.assemble(people)
  expect(await stage.command("start")).toBeNull()
  await stage.untilEnded()
  expect(stage.faults).toEqual([])
  return { stage, owners }
}

const { stage, owners } = await study(
  everybody,
  { minimumCohort: 10, clipNorm: CLIP, weightCap: CAP },
  { rounds: 3 },
)
const commits = recordsOf(stage.records, "round-committed")

test("[T38] each round's model is the last one plus the mean of its owners' quantised updates, bit for bit", () => {
  expect(commits).toHaveLength(3)
  const exponent = updateExponent(everybody.length, CLIP * CAP)
  let { weights } = newStudy(stage.committed.study, stage.spec)
  for (const [place, { weights: committed, metrics }] of commits.entries()) {
    const sums = plainSums(owners, place + 2)
    expect(metrics.survivors).toBe(10)
    weights = plainModel(weights, sums, 10, exponent)
    expect([...committed]).toEqual([...weights])
  }
})

test("[T38] the owners learn the model that they made: the study trains", () => {
  const losses = commits.map(({ metrics }) => metrics.trainLoss)
  expect(losses).toEqual([...losses].sort((one, other) => other - one))
})

test("[T37] statistics are added up once, before the first round, and give the scaling of all rows together", () => {
  const kinds = stage.records.map(({ kind }) => kind)
  expect(kinds.slice(10, 16)).toEqual([
    "roster-frozen",
    "state",
    "aggregation-begun",
    "scaling-frozen",
    "aggregation-finished",
    "round-opened",
  ])
  const { scaling, totals } = stage.committed
  expect(totals).toEqual({
    owners: 10,
    trainingRows: owners.reduce((sum, { data }) => sum + data.trainingRows, 0),
    validationRows: 20,
  })
  const pooled = combineStatistics(owners.map(({ data }) => data.statistics))
  for (const [place, { name, mean, stddev }] of pooled.entries()) {
    expect(scaling?.[place]?.name).toBe(name)
    expect(scaling?.[place]?.mean).toBeCloseTo(mean, 8)
    expect(scaling?.[place]?.stddev).toBeCloseTo(stddev, 8)
  }
  for (const owner of owners)
    expect(owner.put.map(({ purpose }) => purpose)).toEqual([
      "statistics",
      "training",
      "training",
      "training",
      "measurement",
    ])
})

test("[T37] a round names the totals that an owner's weight is measured against, and its scaling", () => {
  for (const opened of owners.flatMap((owner) => owner.heard("round-opened")))
    expect(opened).toMatchObject({ totals: stage.committed.totals, scaling: stage.committed.scaling })
})

test("[T44] a model is measured by the sum that follows it, the last one by a sum of its own", () => {
  const [owner] = owners
  const measured = owner?.heard("round-measured") ?? []
  expect(measured.map(({ round }) => round)).toEqual([1, 2, 3])
  expect(owner?.heard("round-closed").map(({ metrics }) => metrics.validationLoss)).toEqual([
    null,
    null,
    null,
  ])
  const kinds = stage.records.slice(15).map(({ kind }) => kind)
  const round = ["round-opened", "aggregation-begun", "aggregation-finished"]
  expect(kinds).toEqual([
    ...[...round, "round-committed"],
    ...[...round, "round-measured", "round-committed"],
    ...[...round, "round-measured", "round-committed"],
    ...["aggregation-begun", "aggregation-finished", "round-measured", "state"],
  ])
  const validated = stage.committed.rounds.map(({ metrics }) => metrics?.validationLoss)
  expect(validated).toEqual(measured.map(({ validationLoss }) => validationLoss))
  expect(owner?.heard("model-averaged")).toMatchObject([{ round: 3, survivors: 10 }])
})

test("[T44] the best model is the one of the lowest measured loss", () => {
  const losses = stage.committed.rounds.map(({ metrics }) => metrics?.validationLoss ?? 1e9)
  expect(stage.committed.bestRound).toBe(losses.indexOf(Math.min(...losses)) + 1)
  expect(owners[0]?.heard("study-ended")).toMatchObject([{ outcome: "finished", lastRound: 3 }])
})

test("[T44] where nobody holds validation rows the best is decided by training, and nothing is measured", async () => {
  const stage = await SecureStage.of()
  const people = everybody.slice(0, 4)
  for (const person of people)
    await stage.enter(person, 0, {
      training: [
        { features: [person.label.length, 1], target: 2 },
        { features: [1, 0], target: 1 },
      ],
      validation: [],
    })
  expect(await stage.freeze()).toBeNull()
  await stage.command("start")
  await stage.untilEnded()
  expect(stage.committed.totals?.validationRows).toBe(0)
  expect(recordsOf(stage.records, "round-measured")).toEqual([])
  expect(recordsOf(stage.records, "aggregation-finished")).toHaveLength(3)
  const losses = stage.committed.rounds.map(({ metrics }) => metrics?.trainLoss ?? 1e9)
  expect(stage.committed.bestRound).toBe(losses.indexOf(Math.min(...losses)) + 1)
})

test("[T41] a number is written before its offer leaves, and a transcript before anybody is told the result", () => {
  for (const [index, { kind }] of stage.records.entries()) {
    const after = kind === "aggregation-begun" ? "offer" : kind === "aggregation-finished" ? "result" : null
    if (after === null) continue
    const before = stage.records.slice(0, index).filter((record) => record.kind === kind).length
    const sent = stage.writtenBefore.filter((one) => one.kind === after)[10 * before]
    expect(sent?.records).toBeGreaterThan(index)
  }
  expect(recordsOf(stage.records, "aggregation-begun").map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
  expect(recordsOf(stage.records, "aggregation-finished").map(({ number }) => number)).toEqual([
    1, 2, 3, 4, 5,
  ])
})

test("[T41] an owner is told a sum's result before anything that was made of it", () => {
  for (const { told } of owners) {
    const kinds = told.map((message) => (message.kind === "aggregation" ? message.step : message.kind))
    for (const [place, kind] of kinds.entries())
      if (kind === "round-closed" || kind === "study-ended")
        expect(kinds.slice(0, place).findLast((one) => one === "result" || one === "quorum")).toBe("result")
  }
})

test("[T43] every owner answers every sum and refuses nothing, and nobody is refused", () => {
  for (const owner of owners) {
    expect(owner.refusals).toEqual([])
    expect(owner.heard("refused")).toEqual([])
    expect(owner.phase).toBe("finished")
  }
})

test("[T38] what an owner sent is measured: the steps of a round, to the byte", () => {
  const lanes = 3 + 4
  const n = 10
  const threshold = 6
  // docs/secure-aggregation.md, "Bytes": M1, M3, M5 and M7 of everybody, and as many M9 as it took to open the sum.
  const steps = 208 + (144 + 80 * (n - threshold)) + (144 + 4 * lanes) + 112
  const opening = 112 + 33 * n
  for (const { metrics } of commits)
    expect(metrics.bytesUpPerOwner).toBeCloseTo(steps + (threshold * opening) / n, 6)
})
