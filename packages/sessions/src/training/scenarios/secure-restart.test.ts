import { cohort, type Person } from "@tutti/testkit"
import { expect, test } from "vitest"
import { RECONNECT_GRACE_MS } from "../coordinator/deadlines.ts"
import { SecureStage } from "./secure-stage.ts"
import { recordsOf } from "./secure-twin.ts"

const everybody: readonly Person[] = Object.values(await cohort("alice", "bob", "carol"))

async function ready() {
  const stage = await SecureStage.of({}, { rounds: 1 })
  const owners = await stage.assemble(everybody)
  return { stage, owners }
}

const uninterrupted = await ready()
await uninterrupted.stage.command("start")
await uninterrupted.stage.untilEnded()
const { records } = uninterrupted.stage
const begun = records.findIndex(({ kind }) => kind === "state")

test("[T45] killed at any record, the study ends as an undisturbed one, and no aggregation number is used twice", async () => {
  for (const [index, { kind }] of records.entries()) {
    if (index < begun) continue
    for (const when of ["before", "after"] as const) {
      const at = `${kind}, record ${index}, ${when}`
      const { stage, owners } = await ready()
      stage.dies = (written) => (written === index ? when : null)
      const command = stage.command("start")
      await stage.clock.advance(10_000)
      expect(stage.faults, at).toHaveLength(1)
      await command
      await stage.restart()
      await stage.clock.advance(RECONNECT_GRACE_MS)
      if (stage.committed.state === "open") expect(await stage.command("start"), at).toBeNull()
      await stage.untilEnded()
      expect(stage.faults, at).toHaveLength(1)
      expect(stage.committed.state, at).toBe("finished")
      expect(stage.committed.committedRounds, at).toBe(1)
      const numbers = recordsOf(stage.records, "aggregation-begun").map(({ number }) => number)
      expect(numbers, at).toEqual(numbers.map((_, place) => place + 1))
      expect(recordsOf(stage.records, "scaling-frozen"), at).toHaveLength(1)
      expect(recordsOf(stage.records, "roster-frozen"), at).toHaveLength(1)
      for (const owner of owners) expect(owner.refusals, at).toEqual([])
    }
  }
})

test("[T45] what an owner was told of a sum is never ahead of what was written", async () => {
  const { stage, owners } = await ready()
  const finished = records.findIndex(({ kind }) => kind === "aggregation-finished")
  stage.dies = (written) => (written === finished ? "before" : null)
  await stage.command("start")
  await stage.clock.advance(1_000)
  expect(stage.faults).toHaveLength(1)
  for (const owner of owners) {
    expect(owner.heard("aggregation").map(({ step }) => step)).not.toContain("result")
    expect(owner.phase).toBe("opened")
  }
})

test("[T45] an open round is abandoned by a restart, and the roster, the scaling and the totals stay", async () => {
  const { stage, owners } = await ready()
  for (const owner of owners)
    owner.sends = (step, bytes) => (step === "masked" && owner.put.length === 2 ? [] : [bytes])
  await stage.command("start")
  await stage.clock.advance(0)
  const { roster, scaling, totals } = stage.committed
  await stage.restart()
  expect(stage.committed.rounds[0]).toMatchObject({ round: 1, metrics: null, reason: "relay-restarted" })
  expect(stage.committed).toMatchObject({ roster, scaling, totals })
  await stage.untilEnded()
  expect(stage.committed.rounds.map(({ survivors }) => survivors)).toEqual([0, 3])
})
