import { cohort, numberStudy, type Person, secureNumberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { relayKey, studyKey } from "../participant/scenarios/scripted-relay.ts"
import { SecureTable } from "./secure-table.ts"
import { rowsOf, Stage } from "./stage.ts"

const people = await cohort("alice", "bob", "carol", "dave", "erin")
const { mallory } = await cohort("mallory")
const everybody: readonly Person[] = [...Object.values(people), mallory]
const signers = { study: studyKey, relay: relayKey }

/** Six owners whose machines need a second for every pass over their rows; five must be in a sum. */
async function seated(rounds = 2) {
  const table = await SecureTable.of(secureNumberStudy(signers, {}, { rounds }))
  const participants = await table.assemble(everybody, 1_000)
  return { table, participants }
}

/** Whether this is the owner's step of the given number. */
const isStep = (letter: SecureTable["letters"][number], step: string, number: number) =>
  letter.to === "relay" &&
  letter.owner === "mallory" &&
  letter.message.kind === "aggregation" &&
  letter.message.step === step &&
  letter.message.number === number

test("[T38] a whole study: its model is that of the same study among trusting owners, but for the lanes' rounding", async () => {
  const { table, participants } = await seated(3)
  expect(await table.coordinator.command("start")).toBeNull()
  await table.untilEnded()
  expect(table.faults).toEqual([])
  expect(table.committed).toMatchObject({ state: "finished", committedRounds: 3 })
  const trusted = new Stage(numberStudy({ rounds: 3 }))
  for (const person of everybody) await trusted.enter(person, rowsOf(person.label))
  await trusted.command("start")
  await trusted.untilEnded()
  for (const [index, weight] of trusted.committed.weights.entries())
    expect(table.committed.weights[index]).toBeCloseTo(weight, 4)
  for (const [round, { metrics }] of trusted.committed.rounds.entries()) {
    const under = table.committed.rounds[round]?.metrics
    expect(under?.trainLoss).toBeCloseTo(metrics?.trainLoss ?? 0, 3)
    expect(under?.validationLoss).toBeCloseTo(metrics?.validationLoss ?? 0, 3)
  }
  for (const participant of participants)
    expect(participant.view()).toMatchObject({ phase: "ended", outcome: { kind: "finished", lastRound: 3 } })
})

test("[T43] nothing but keys, shares and masked vectors leaves an owner's machine", async () => {
  const { table } = await seated()
  await table.coordinator.command("start")
  await table.untilEnded()
  const kinds = new Set(table.letters.flatMap(({ to, message }) => (to === "relay" ? [message.kind] : [])))
  expect([...kinds].sort()).toEqual(["aggregation", "enrol", "identify"])
})

test("[T39] a page that closes after its vector has left: it counts, and the study goes on without it", async () => {
  const { table } = await seated()
  table.weather = (letter) => {
    if (isStep(letter, "confirm", 2)) table.network.cut("mallory")
    return [0]
  }
  await table.coordinator.command("start")
  await table.untilEnded()
  expect(table.faults).toEqual([])
  expect(table.committed.rounds.map(({ cohort, survivors }) => [cohort.length, survivors])).toEqual([
    [6, 6],
    [5, 5],
  ])
})

test("[T39] a line that breaks while its owner trains: out of this round, and in the next one by itself", async () => {
  const { table } = await seated()
  await table.coordinator.command("start")
  await table.clock.advance(500)
  expect(table.committed.lastAggregation).toBe(2)
  table.network.cut("mallory")
  await table.clock.advance(0)
  table.network.mend("mallory")
  await table.untilEnded()
  expect(table.faults).toEqual([])
  expect(table.committed.rounds.map(({ cohort, survivors }) => [cohort.length, survivors])).toEqual([
    [6, 5],
    [6, 6],
  ])
})

test("[T45] a relay that starts again in the middle of a round: everybody comes back, and the study ends", async () => {
  const { table, participants } = await seated()
  await table.coordinator.command("start")
  await table.clock.advance(500)
  await table.restart()
  await table.untilEnded()
  expect(table.faults).toEqual([])
  expect(table.committed.rounds.map(({ reason, survivors }) => reason ?? survivors)).toEqual([
    "relay-restarted",
    6,
    6,
  ])
  for (const participant of participants) expect(participant.view().phase).toBe("ended")
})

test("[T40] two that close while they train: abandoned without a sum, and the rest go on by themselves", async () => {
  const { table } = await seated()
  await table.coordinator.command("start")
  await table.clock.advance(500)
  table.network.cut("mallory")
  table.network.cut("erin")
  await table.untilEnded()
  expect(table.faults).toEqual([])
  expect(table.committed.rounds.map(({ reason, survivors }) => reason ?? survivors)).toEqual([
    "too-few-survivors",
    4,
    4,
  ])
})
