import { cohort, numberStudy } from "@tutti/testkit"
import { expect, test } from "vitest"
import { rowsOf, Stage } from "./stage.ts"

const { alice, bob, carol } = await cohort("alice", "bob", "carol")

async function readyStage(spec = numberStudy(), needsMs = 1_000) {
  const stage = new Stage(spec)
  const owners = [
    await stage.enter(alice, rowsOf("alice"), needsMs),
    await stage.enter(bob, rowsOf("bob"), needsMs),
  ]
  return { stage, owners }
}

test("[T24] next-round runs one round and pauses; start runs all that are left", async () => {
  const { stage } = await readyStage()
  expect(await stage.command("next-round")).toBeNull()
  expect(stage.view().state).toBe("running")
  await stage.clock.advance(100_000)
  expect(stage.view()).toMatchObject({ state: "paused", rounds: [{ round: 1, phase: "committed" }] })
  expect(await stage.command("start")).toBeNull()
  await stage.untilEnded()
  expect(stage.committed.rounds).toHaveLength(5)
})

test("[T24] pause in a round lets the round end", async () => {
  const { stage, owners } = await readyStage()
  await stage.command("start")
  await stage.clock.advance(500)
  expect(await stage.command("pause")).toBeNull()
  expect(stage.view().state).toBe("running")
  expect(await stage.command("pause")).toBe("E_WRONG_STATE")
  await stage.clock.advance(100_000)
  expect(stage.view().state).toBe("paused")
  expect(stage.committed.committedRounds).toBe(1)
  expect(owners[0]?.view()).toMatchObject({ phase: "ready", wait: { for: "admin" } })
})

test("[T24] start takes back a pause that has not come yet", async () => {
  const { stage } = await readyStage()
  await stage.command("start")
  await stage.command("pause")
  expect(await stage.command("start")).toBeNull()
  await stage.untilEnded()
  expect(stage.committed.committedRounds).toBe(5)
})

test("[T24] stop abandons the open round and ends the study; the last committed model is the result", async () => {
  const { stage, owners } = await readyStage()
  await stage.command("start")
  await stage.clock.advance(2_500)
  const { modelHash } = stage.committed
  expect(await stage.command("stop")).toBeNull()
  await stage.clock.advance(0)
  expect(stage.committed).toMatchObject({ state: "stopped", modelHash, committedRounds: 1 })
  expect(stage.committed.rounds.map(({ reason }) => reason)).toEqual([null, "stopped"])
  expect(owners[0]?.view()).toMatchObject({ phase: "ended", outcome: { kind: "stopped", lastRound: 1 } })
  for (const command of ["start", "pause", "stop", "next-round"] as const)
    expect(await stage.command(command)).toBe("E_STUDY_CLOSED")
})

test("[T24] what is not possible in the present state is E_WRONG_STATE and changes nothing", async () => {
  const { stage } = await readyStage()
  expect(await stage.command("pause")).toBe("E_WRONG_STATE")
  await stage.command("start")
  expect(await stage.command("start")).toBe("E_WRONG_STATE")
  expect(await stage.command("next-round")).toBe("E_WRONG_STATE")
  await stage.untilEnded()
  expect(stage.committed.committedRounds).toBe(5)
})

test("[T24] a relay that dies in a single round does not run the others when it is back", async () => {
  const { stage } = await readyStage()
  await stage.command("next-round")
  await stage.clock.advance(500)
  await stage.restart()
  await stage.clock.advance(100_000)
  expect(stage.committed).toMatchObject({ state: "paused", committedRounds: 0 })
  expect(stage.committed.rounds.map(({ reason }) => reason)).toEqual(["relay-restarted"])
})

test("[T29] an owner's pause keeps it out of rounds until it resumes", async () => {
  const { stage, owners } = await readyStage()
  const resting = await stage.enter(carol, rowsOf("carol"), 1_000)
  resting.pause()
  await stage.clock.advance(0)
  expect(resting.view().phase).toBe("paused")
  expect(stage.view().roster.find(({ label }) => label === "carol")?.state).toBe("paused")
  await stage.command("next-round")
  await stage.clock.advance(10_000)
  expect(stage.committed.rounds[0]?.metrics).toMatchObject({ cohort: 2 })
  resting.resume()
  await stage.clock.advance(0)
  await stage.command("next-round")
  await stage.clock.advance(10_000)
  expect(stage.committed.rounds[1]?.metrics).toMatchObject({ cohort: 3, survivors: 3 })
  expect(owners[0]?.view().own).toHaveLength(2)
})

test("[T29] paused in mid-round: training that has begun ends, and its update counts if it comes in time", async () => {
  const { stage, owners } = await readyStage()
  await stage.command("next-round")
  await stage.clock.advance(500)
  owners[0]?.pause()
  await stage.clock.advance(10_000)
  expect(stage.committed.rounds[0]?.metrics).toMatchObject({ survivors: 2 })
  expect(owners[0]?.view().phase).toBe("paused")
})

test("[T29] asked while its pause was on the way, an owner begins when it resumes", async () => {
  const { stage, owners } = await readyStage()
  await stage.command("next-round")
  owners[0]?.pause()
  await stage.clock.advance(2_000)
  expect(owners[0]?.view()).toMatchObject({ phase: "paused", own: [] })
  owners[0]?.resume()
  await stage.clock.advance(10_000)
  expect(owners[0]?.view().own).toHaveLength(1)
  expect(stage.committed.rounds[0]?.metrics).toMatchObject({ survivors: 2 })
})

test("[T25] everybody who waits knows for what, how much of it is there, and until when", async () => {
  const { stage, owners } = await readyStage()
  const slow = await stage.enter(carol, rowsOf("carol"), 20_000)
  await stage.command("next-round")
  await stage.clock.advance(1_500)
  expect(owners[0]?.view().wait).toEqual({
    for: "updates",
    have: 2,
    need: 3,
    remainingMs: 58_500,
    sinceMs: 1_500,
  })
  expect(slow.view().wait).toBeNull()
  expect(stage.view().waiting).toEqual({ for: "updates", have: 2, need: 3, remainingMs: 58_500 })
})

test("[T25] waits are told at most twice a second, and fifty times in all, however many answers come", async () => {
  const stage = new Stage(numberStudy({ rounds: 1 }))
  const crowd = await cohort(...Array.from({ length: 40 }, (_, index) => `owner ${index + 10}`))
  for (const [index, person] of Object.values(crowd).entries())
    await stage.enter(person, rowsOf("x"), 1_000 + 100 * index)
  await stage.clock.advance(1_000)
  const before = stage.letters.length
  await stage.command("start")
  await stage.clock.advance(4_000)
  const waits = stage.letters.slice(before).filter(({ message }) => message.kind === "waiting")
  expect(waits.length).toBeGreaterThan(0)
  expect(waits.length).toBeLessThanOrEqual(4 * 50)
})
