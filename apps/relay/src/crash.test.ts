import { expect, onTestFinished, test } from "vitest"
import { freePort } from "./testing/free-port.ts"
import { studyThroughKills } from "./testing/kills.ts"
import { spawnRelay } from "./testing/relay-process.ts"
import { tinyStudy } from "./testing/specs.ts"
import { TestOwner } from "./testing/test-owner.ts"
import { createInvite, createStudy, temporaryFolder, viewOf } from "./testing/test-relay.ts"

test("[R33] killed at any moment and started again, the study goes on and counts every round once", async () => {
  const { rounds, events } = await studyThroughKills([
    // A round has just been opened, and one owner knows of it.
    { kind: "round-opened", hearers: 1 },
    // All owners have the new model and measure it.
    { kind: "model-averaged", hearers: 3 },
    // The round is committed, and one owner knows of it.
    { kind: "round-closed", hearers: 1 },
  ])
  expect(rounds.filter(({ phase }) => phase === "abandoned").length).toBeGreaterThanOrEqual(2)
  expect(events.filter(({ kind }) => kind === "relay-restarted")).toHaveLength(3)
})

test("[R36] asked to leave, the relay ends in order, and the next start finds everything", async () => {
  const environment = { DATA_DIR: temporaryFolder(), PORT: String(await freePort()) }
  const first = await spawnRelay(environment)
  onTestFinished(() => first.kill())
  const study = await createStudy(first, tinyStudy())
  const secret = await createInvite(first, study)
  const owner = await TestOwner.join({ url: first.url, study, secret })
  onTestFinished(() => owner.close())
  await owner.heard("waiting")
  const lost = owner.lost()
  expect(await first.terminate()).toBe(0)
  await lost
  expect(first.log()).toContain("relay closed")

  const second = await spawnRelay(environment)
  onTestFinished(() => second.kill())
  expect(second.adminToken).toBe(first.adminToken)
  await owner.heard("admitted", ({ returning }) => returning)
  expect((await viewOf(second, study)).roster).toMatchObject([{ participant: owner.participant }])
})
