import { initialWeights } from "@tutti/learning"
import type { RelayMessage, StudyView } from "@tutti/protocol"
import { expect, onTestFinished } from "vitest"
import { freePort } from "./free-port.ts"
import { type RelayProcess, spawnRelay } from "./relay-process.ts"
import { tinyStudy } from "./specs.ts"
import { TestOwner } from "./test-owner.ts"
import { ask, command, createInvite, createStudy, temporaryFolder, viewOf } from "./test-relay.ts"

/** At which of the relay's words it is killed: when so many owners have heard it. */
export type Kill = { kind: RelayMessage["kind"]; hearers: 1 | 3 }

/**
 * Three owners run a study while the relay's process is killed (SIGKILL) and started again on the same folder, at
 * these moments in this order.
 * @returns the study at its end, after checking what holds however it was interrupted: numbers are used once, what a
 *   kill interrupted is abandoned by name, all planned rounds are committed, and the model holds each of them once.
 */
export async function studyThroughKills(kills: readonly Kill[]): Promise<StudyView> {
  const environment = { DATA_DIR: temporaryFolder(), PORT: String(await freePort()), LOG_LEVEL: "warn" }
  let relay: RelayProcess = await spawnRelay(environment)
  onTestFinished(() => relay.kill())
  const planned = kills.length + 1
  const base = tinyStudy()
  const quorum = { minOwners: 3, fraction: 1 }
  const spec = tinyStudy({ training: { ...base.training, rounds: planned, quorum } })
  const study = await createStudy(relay, spec)
  const secret = await createInvite(relay, study)

  const ahead = [...kills]
  let hearers = 0
  let restarted: Promise<void> = Promise.resolve()
  const onHeard = ({ kind }: RelayMessage) => {
    const [next] = ahead
    if (next === undefined || kind !== next.kind) return
    hearers += 1
    if (hearers < next.hearers) return
    ahead.shift()
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
  expect(ahead).toEqual([])

  const view = await viewOf(relay, study)
  expect(view.state).toBe("finished")
  expect(view.roster).toHaveLength(3)
  expect(view.rounds.map(({ round }) => round)).toEqual(view.rounds.map((_, index) => index + 1))
  expect(view.rounds.filter(({ phase }) => phase === "committed")).toHaveLength(planned)
  for (const { phase, reason } of view.rounds)
    expect(reason).toBe(phase === "committed" ? null : "relay-restarted")

  // Each committed round adds (30·1 + 10·2 + 10·4) / 50 = 1.8 to every weight.
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  const weights = new Float32Array(bytes)
  const expected = initialWeights(spec.model, spec.training.seed).map((weight) => weight + planned * 1.8)
  expect(weights).toHaveLength(expected.length)
  for (const [index, weight] of weights.entries())
    expect(weight).toBeCloseTo(expected[index] ?? Number.NaN, 4)
  return view
}
