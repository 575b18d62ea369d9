import { initialWeights } from "@tutti/learning"
import type { RelayMessage } from "@tutti/protocol"
import { expect, onTestFinished, test } from "vitest"
import { freePort } from "./testing/free-port.ts"
import { type RelayProcess, spawnRelay } from "./testing/relay-process.ts"
import { tinyStudy } from "./testing/specs.ts"
import { TestOwner } from "./testing/test-owner.ts"
import { ask, command, createInvite, createStudy, temporaryFolder, viewOf } from "./testing/test-relay.ts"

/** At which of the relay's words it is killed, in this order; the numbers are owners who have heard the word. */
const KILLS: { when: string; kind: RelayMessage["kind"]; hearers: number }[] = [
  { when: "a round has just been opened, one owner knows", kind: "round-opened", hearers: 1 },
  { when: "all owners train", kind: "round-opened", hearers: 3 },
  { when: "after aggregation, before the evaluation", kind: "model-averaged", hearers: 1 },
  { when: "while owners evaluate", kind: "model-averaged", hearers: 3 },
  { when: "after the commit", kind: "round-closed", hearers: 1 },
]

test("[R33] killed at any moment and started again, the study goes on and counts every round once", async () => {
  const environment = { DATA_DIR: temporaryFolder(), PORT: String(await freePort()), LOG_LEVEL: "warn" }
  let relay: RelayProcess = await spawnRelay(environment)
  onTestFinished(() => relay.kill())
  const base = tinyStudy()
  const spec = tinyStudy({ training: { ...base.training, rounds: 6, quorum: { minOwners: 3, fraction: 1 } } })
  const study = await createStudy(relay, spec)
  const secret = await createInvite(relay, study)

  const planned = [...KILLS]
  let hearers = 0
  let restarted: Promise<void> = Promise.resolve()
  const onHeard = ({ kind }: RelayMessage) => {
    const [next] = planned
    if (next === undefined || kind !== next.kind) return
    hearers += 1
    if (hearers < next.hearers) return
    planned.shift()
    hearers = 0
    restarted = restarted.then(async () => {
      await relay.kill()
      relay = await spawnRelay(environment)
    })
  }
  const join = (rows: number, step: number) =>
    TestOwner.join({ url: relay.url, study, secret, rows, step, onHeard })
  const owners = await Promise.all([join(30, 1), join(10, 2), join(10, 4)])
  onTestFinished(() => {
    for (const owner of owners) owner.close()
  })
  await Promise.all(owners.map((owner) => owner.heard("waiting", (wait) => wait.for === "admin")))
  expect((await command(relay, study, "start")).status).toBe(200)
  await Promise.all(owners.map((owner) => owner.heard("study-ended")))
  await restarted
  expect(planned).toEqual([])

  const { rounds, state, roster } = await viewOf(relay, study)
  expect(state).toBe("finished")
  expect(roster).toHaveLength(3)
  // Numbers are used once, in order; what a kill interrupted is abandoned by name; six rounds are committed.
  expect(rounds.map(({ round }) => round)).toEqual(rounds.map((_, index) => index + 1))
  const committed = rounds.filter(({ phase }) => phase === "committed")
  const abandoned = rounds.filter(({ phase }) => phase === "abandoned")
  expect(committed).toHaveLength(6)
  expect(abandoned.length).toBeGreaterThanOrEqual(4)
  for (const { reason } of abandoned) expect(reason).toBe("relay-restarted")

  // Each committed round adds (30·1 + 10·2 + 10·4) / 50 = 1.8 to every weight: none was lost, none counted twice.
  const answer = await fetch(new URL(`/api/studies/${study}/model?which=last`, relay.url), {
    headers: { authorization: `Bearer ${relay.adminToken}` },
  })
  const weights = new Float32Array(await answer.arrayBuffer())
  const expected = initialWeights(spec.model, spec.training.seed).map((weight) => weight + 6 * 1.8)
  expect(weights).toHaveLength(expected.length)
  for (const [index, weight] of weights.entries())
    expect(weight).toBeCloseTo(expected[index] ?? Number.NaN, 4)

  const events = (await viewOf(relay, study)).events.map(({ kind }) => kind)
  expect(events.filter((kind) => kind === "relay-restarted").length).toBeGreaterThanOrEqual(KILLS.length - 1)
  expect((await ask(relay, "GET", "/readyz")).status).toBe(200)
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
