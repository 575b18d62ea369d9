import { cohort, numberStudy } from "@tutti/testkit"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { RECONNECT_GRACE_MS } from "../coordinator/deadlines.ts"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol } = await cohort("alice", "bob", "carol")
const spec = numberStudy({ rounds: 3 })

async function readyStage() {
  const stage = new Stage(spec)
  const owners = [await stage.enter(alice), await stage.enter(bob), await stage.enter(carol)]
  return { stage, owners }
}

const uninterrupted = await readyStage()
await uninterrupted.stage.command("start")
await uninterrupted.stage.untilEnded()
const { committed: goal, records } = uninterrupted.stage

/** Lets the study end, by whatever an admin would do when it stands still. */
async function untilFinished({ stage }: { stage: Stage }) {
  await stage.clock.advance(RECONNECT_GRACE_MS)
  if (stage.committed.state === "open") expect(await stage.command("start")).toBeNull()
  await stage.untilEnded()
}

test("[T20] a round writes that it is opened, and that it is committed, and nothing between", () => {
  const rounds = ["round-opened", "round-committed"]
  expect(records.map(({ kind }) => kind)).toEqual([
    ...Array(3).fill("owner-known"),
    "state",
    "scaling-frozen",
    ...Array(3).fill(rounds).flat(),
    "state",
  ])
})

test("[T20] what follows from a record is sent after it is written", async () => {
  const { stage } = await readyStage()
  let told = 0
  stage.dies = (written) => {
    told = stage.told(alice, "round-closed").length
    return written === records.findIndex(({ kind }) => kind === "round-committed") ? "before" : null
  }
  await stage.command("start")
  await stage.clock.advance(1_000)
  expect(stage.faults).toHaveLength(1)
  expect(told).toBe(0)
  expect(stage.told(alice, "round-closed")).toEqual([])
})

test("[T21] killed at any record, the study ends with the very model of an undisturbed run", async () => {
  for (const [index, { kind }] of records.entries()) {
    if (kind === "owner-known") continue
    for (const when of ["before", "after"] as const) {
      const { stage, owners } = await readyStage()
      stage.dies = (written) => (written === index ? when : null)
      const command = stage.command("start")
      await stage.clock.advance(10_000)
      expect(stage.faults, `record ${index} ${when}`).toHaveLength(1)
      await command
      await stage.restart()
      await untilFinished({ stage })
      const { committed } = stage
      expect(committed.modelHash, `record ${index} ${when}`).toBe(goal.modelHash)
      expect(committed).toMatchObject({ state: "finished", committedRounds: 3, opened: null })
      const abandoned = committed.rounds.filter(({ reason }) => reason !== null)
      expect(abandoned.map(({ reason }) => reason)).toEqual(abandoned.map(() => "relay-restarted"))
      for (const { metrics } of committed.rounds) if (metrics) expect(metrics.survivors).toBe(3)
      for (const owner of owners) expect(owner.view().phase).toBe("ended")
    }
  }
})

test("[T21] however often and whenever the relay is killed, every committed round is that of an undisturbed run", async () => {
  const kill = fc.record({
    afterMs: fc.integer({ min: 0, max: 4_000 }),
    downMs: fc.integer({ min: 0, max: 2_000 }),
  })
  const models = goal.rounds.map(({ metrics }) => metrics?.modelHash)
  await fc.assert(
    fc.asyncProperty(fc.array(kill, { minLength: 1, maxLength: 4 }), async (kills) => {
      const stage = new Stage(spec)
      for (const person of [alice, bob, carol]) await stage.enter(person, rowsOf(person.label), 700)
      await stage.command("start")
      for (const { afterMs, downMs } of kills) {
        await stage.clock.advance(afterMs)
        stage.network.cutAll()
        await stage.clock.advance(downMs)
        await stage.restart()
      }
      await stage.untilEnded()
      const committed = stage.committed.rounds.flatMap(({ metrics }) => metrics ?? [])
      expect(committed.map(({ modelHash }) => modelHash)).toEqual(models)
      expect(new Set(committed.map(({ round }) => round)).size).toBe(3)
    }),
    { numRuns: 12, seed: 2 },
  )
})

test("[T21] after a restart a study waits a short while for all its owners before it goes on with some", async () => {
  const { stage, owners } = await readyStage()
  await stage.command("start")
  owners[2]?.close()
  await stage.restart()
  expect(stage.view()).toMatchObject({ state: "running", waiting: { for: "owners", have: 2, need: 2 } })
  expect(stage.view().roster.map(({ state }) => state)).toEqual(["ready", "ready", "reconnecting"])
  await stage.clock.advance(RECONNECT_GRACE_MS)
  await stage.untilEnded()
  expect(stage.committed.rounds.map(({ survivors }) => survivors).slice(-3)).toEqual([2, 2, 2])
})

test("[T21] a finished study that is started again gives its result and lets nobody train", async () => {
  const { stage, owners } = await readyStage()
  await stage.command("start")
  await stage.untilEnded()
  await stage.restart()
  expect(owners[0]?.view().phase).toBe("ended")
  const asked = owners[0]?.result("last")
  await stage.clock.advance(0)
  expect(await asked).toMatchObject({ ok: true, value: { modelHash: goal.modelHash } })
  expect(await stage.command("start")).toBe("E_STUDY_CLOSED")
})
