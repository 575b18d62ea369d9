import type { OwnerStep } from "@tutti/secure-aggregation"
import { cohort, type Person } from "@tutti/testkit"
import { describe, expect, test } from "vitest"
import { newStudy } from "../committed.ts"
import { RECONNECT_GRACE_MS } from "../coordinator/deadlines.ts"
import { SecureStage } from "./secure-stage.ts"
import { plainModel, plainSums, recordsOf, updateExponent } from "./secure-twin.ts"

const people = await cohort("alice", "bob", "carol", "dave", "erin", "mallory")
const { alice, bob, mallory } = people
const everybody: readonly Person[] = Object.values(people)
const exponent = updateExponent(6, 10 * 4)

/** Six owners: one may drop out, and five must be in a sum. */
async function running(plan: Parameters<typeof SecureStage.of>[1] = {}) {
  const stage = await SecureStage.of({}, plan)
  const owners = await stage.assemble(everybody)
  const owner = (person: Person) => {
    const found = owners.find((one) => one.person === person)
    if (!found) throw new Error(`${person.label} is not here`)
    return found
  }
  return { stage, owners, owner }
}

describe("[T39] Mallory leaves in the first round", () => {
  const cases: { before: OwnerStep; counts: boolean }[] = [
    { before: "advertise", counts: false },
    { before: "shares", counts: false },
    { before: "masked", counts: false },
    { before: "confirm", counts: true },
    { before: "unmask", counts: true },
  ]
  for (const { before, counts } of cases)
    test(`before ${before}: her vector ${counts ? "counts" : "does not"}, and she is back in the next round`, async () => {
      const { stage, owners, owner } = await running()
      owner(mallory).leaves = (number, step) => number === 2 && step === before
      await stage.command("next-round")
      await stage.clock.advance(0)
      const [first] = recordsOf(stage.records, "round-committed")
      expect(first?.survivors.includes(mallory.participant)).toBe(counts)
      expect(first?.metrics).toMatchObject({ cohort: 6, survivors: counts ? 6 : 5 })
      const counted = owners.filter((one) => counts || one.person !== mallory)
      const { weights } = newStudy(stage.committed.study, stage.spec)
      const twin = plainModel(weights, plainSums(counted, 2), counted.length, exponent)
      expect([...(first?.weights ?? [])]).toEqual([...twin])
      await stage.comeBack(mallory)
      await stage.command("start")
      await stage.untilEnded()
      expect(stage.faults).toEqual([])
      expect(stage.committed.rounds[1]?.metrics).toMatchObject({ cohort: 6, survivors: 6 })
    })
})

test("[T39] an owner that is back in the same round is in the next one, and not in this one", async () => {
  const { stage, owner } = await running()
  owner(mallory).leaves = (number, step) => number === 2 && step === "masked"
  owner(alice).sends = (step, bytes) => (step === "masked" && owner(alice).put.length === 2 ? [] : [bytes])
  await stage.command("start")
  await stage.clock.advance(0)
  expect(stage.view().secure?.aggregation).toMatchObject({ number: 2, phase: "masking" })
  await stage.comeBack(mallory)
  await stage.clock.advance(1_000)
  expect(owner(mallory).heard("round-opened")).toHaveLength(1)
  expect(stage.view().roster.find(({ label }) => label === "mallory")?.state).toBe("waiting")
})

test("[T40] with too few survivors a round is abandoned, nothing is released, and the next one works", async () => {
  const { stage, owners, owner } = await running()
  const before = newStudy(stage.committed.study, stage.spec).modelHash
  for (const person of [alice, mallory])
    owner(person).leaves = (number, step) => number === 2 && step === "masked"
  await stage.command("start")
  await stage.clock.advance(0)
  const [abandoned] = stage.committed.rounds
  expect(abandoned).toMatchObject({ round: 1, metrics: null, reason: "too-few-survivors" })
  expect(recordsOf(stage.records, "aggregation-finished").map(({ number }) => number)).not.toContain(2)
  expect(owner(bob).heard("aggregation-ended")).toEqual([
    { kind: "aggregation-ended", number: 2, reason: "too-few-survivors" },
  ])
  expect(owner(bob).heard("round-abandoned")).toMatchObject([
    { round: 1, reason: "too-few-survivors", needed: 5 },
  ])
  expect(
    owner(bob)
      .heard("round-opened")
      .map(({ modelHash }) => modelHash)
      .slice(0, 2),
  ).toEqual([before, before])
  await stage.untilEnded()
  const committed = recordsOf(stage.records, "round-committed")
  expect(committed.map(({ metrics }) => [metrics.round, metrics.cohort, metrics.survivors])).toEqual([
    [2, 4, 4],
    [3, 4, 4],
  ])
  const there = owners.filter(({ person }) => person !== alice && person !== mallory)
  const { weights } = newStudy(stage.committed.study, stage.spec)
  expect([...(committed[0]?.weights ?? [])]).toEqual([
    ...plainModel(weights, plainSums(there, 3), 4, exponent),
  ])
})

test("[T40] statistics without enough owners are not opened, and the study pauses itself", async () => {
  const { stage, owner } = await running()
  for (const person of [alice, mallory]) owner(person).leaves = (_number, step) => step === "masked"
  await stage.command("start")
  await stage.clock.advance(0)
  expect(stage.committed).toMatchObject({ state: "paused", totals: null, scaling: null, rounds: [] })
  expect(stage.log).toContainEqual({
    kind: "aggregation-abandoned",
    participant: null,
    round: null,
    code: "too-few-survivors",
  })
  for (const person of [alice, mallory]) {
    owner(person).leaves = () => false
    await stage.comeBack(person)
  }
  expect(await stage.command("start")).toBeNull()
  await stage.untilEnded()
  expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([6, 6])
})

test("[T40] an owner that is silent is out at the phase's deadline, and its late vector changes nothing", async () => {
  const deadlines = { firstMs: 10_000, minMs: 1_000, maxMs: 60_000 }
  const { stage, owners, owner } = await running({ deadlines })
  let late: Uint8Array | undefined
  owner(mallory).sends = (step, bytes) => {
    const isHeld = step === "masked" && owner(mallory).put.length === 2
    if (isHeld) late = bytes
    return isHeld ? [] : [bytes]
  }
  await stage.command("next-round")
  await stage.clock.advance(9_999)
  expect(stage.view().rounds[0]).toMatchObject({ phase: "training", received: 5, needed: 5, remainingMs: 1 })
  await stage.clock.advance(1)
  const [first] = recordsOf(stage.records, "round-committed")
  expect(first?.metrics.survivors).toBe(5)
  expect(stage.committed.rounds[0]?.closedAtMs).toBe(10_000)
  if (late) stage.say(mallory, { kind: "aggregation", number: 2, step: "masked" }, late)
  await stage.clock.advance(0)
  expect(owner(mallory).heard("refused")).toMatchObject([{ code: "E_SA_OUT_OF_TURN", of: "aggregation" }])
  const { weights } = newStudy(stage.committed.study, stage.spec)
  const others = owners.filter(({ person }) => person !== mallory)
  expect([...stage.committed.weights]).toEqual([...plainModel(weights, plainSums(others, 2), 5, exponent)])
})

test("[T40] when everybody that is waited for sleeps, the phase waits a short grace and no longer", async () => {
  const { stage, owner } = await running()
  owner(mallory).sends = (step, bytes) =>
    step === "masked" && owner(mallory).put.length === 2 ? [] : [bytes]
  await stage.command("next-round")
  await stage.clock.advance(0)
  stage.coordinator.fellAsleep(mallory.participant)
  await stage.clock.advance(RECONNECT_GRACE_MS - 1)
  expect(stage.committed.rounds).toEqual([])
  await stage.clock.advance(1)
  expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([5])
})

test("[T40] an owner that says that it cannot is waited for no longer", async () => {
  const { stage, owner } = await running()
  owner(mallory).sends = (step, bytes) =>
    step === "masked" && owner(mallory).put.length === 2 ? [] : [bytes]
  await stage.command("next-round")
  await stage.clock.advance(0)
  stage.say(mallory, { kind: "failed", round: 1, code: "E_TRAINING" })
  await stage.clock.advance(0)
  expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([5])
  expect(stage.view().roster.find(({ label }) => label === "mallory")).toMatchObject({
    state: "failed",
    code: "E_TRAINING",
  })
})

test("[T13] the masking phase waits three times as long as the slowest vector took", async () => {
  const deadlines = { firstMs: 20_000, minMs: 1_000, maxMs: 60_000 }
  const stage = await SecureStage.of({}, { deadlines })
  const owners = await stage.assemble(everybody, 2_000)
  await stage.command("start")
  await stage.untilEnded()
  const given = owners[0]?.heard("round-opened").map(({ remainingMs }) => remainingMs)
  expect(given).toEqual([20_000, 6_000])
})
