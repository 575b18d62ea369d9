import { initialWeights } from "@tutti/learning"
import type { RelayMessage } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import { expect, onTestFinished, test } from "vitest"
import { openDatabase } from "./store/engine.ts"
import { kyselyStudyStore } from "./store/kysely-study-store.ts"
import { freePort } from "./testing/free-port.ts"
import { type RelayProcess, spawnRelay } from "./testing/relay-process.ts"
import type { SecureTestOwner } from "./testing/secure-owner.ts"
import { secureRun } from "./testing/secure-run.ts"
import { tinyStudy } from "./testing/specs.ts"
import { ask, command, temporaryFolder, viewOf } from "./testing/test-relay.ts"

/** At which of the relay's words, of those that come after the statistics, it is killed. */
type Kill = (message: RelayMessage) => boolean

const atStep =
  (step: string): Kill =>
  (message) =>
    message.kind === "aggregation" && message.purpose === "training" && message.step === step

const STEPS = [0.25, 0.5, 0.75, 1]
const MEAN = 0.625

test("[R69] killed at any step of a sum and started again, the relay goes on, and no owner is told another history than it knows", async () => {
  const ahead: Kill[] = [
    // Owners train, and hold each other's shares.
    atStep("deliver"),
    // All vectors are in, and nothing is opened.
    atStep("survivors"),
    // The sum is open, and one owner knows of it.
    atStep("result"),
    // The round is committed, and one owner knows of it.
    ({ kind }) => kind === "round-closed",
  ]
  const dataDir = temporaryFolder()
  const environment = { DATA_DIR: dataDir, PORT: String(await freePort()), LOG_LEVEL: "warn" }
  let relay: RelayProcess = await spawnRelay(environment)
  onTestFinished(() => relay.kill())
  let restarted: Promise<void> = Promise.resolve()
  const onHeard = (message: RelayMessage) => {
    if (ahead[0]?.(message) !== true) return
    ahead.shift()
    restarted = restarted.then(async () => {
      await relay.kill()
      relay = await spawnRelay(environment)
    })
  }
  const { study, spec, owners } = await secureRun(
    relay,
    STEPS.map((step) => (global) => new Float32Array(global.length).fill(step)),
    {
      policy: { dropoutPerTenThousand: 3_000 },
      overrides: { training: { ...tinyStudy().training, quorum: { minOwners: 4, fraction: 1 } } },
      onHeard,
    },
  )
  expect((await command(relay, study, "start")).status).toBe(200)
  await Promise.all(owners.map((owner) => owner.heard("study-ended")))
  await restarted
  expect(ahead).toEqual([])

  const view = await viewOf(relay, study)
  expect(view.state).toBe("finished")
  const committed = view.rounds.filter(({ phase }) => phase === "committed")
  expect(committed.map(({ metrics }) => metrics?.survivors)).toEqual(committed.map(() => owners.length))
  expect(committed).toHaveLength(spec.training.rounds)
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  const initial = initialWeights(spec.model, spec.training.seed)
  for (const [index, weight] of new Float32Array(bytes).entries())
    expect(weight).toBeCloseTo((initial[index] ?? Number.NaN) + spec.training.rounds * MEAN, 4)

  await relay.terminate()
  const { kysely, close } = await openDatabase({ dataDir })
  const kept = await kyselyStudyStore(kysely).committed(study)
  await close()
  for (const owner of owners) expectOneHistory(owner, kept?.finishedAggregation, kept?.lastAggregation)
}, 90_000)

/** Numbers go up and none is offered twice; what the owner has finished is the relay's history as well. */
function expectOneHistory(
  { received, records, masked, participant }: SecureTestOwner,
  finished: { number: number; transcript: string } | null | undefined,
  lastAggregation: number | undefined,
): void {
  const offers = received.flatMap((message) =>
    message.kind === "aggregation" && message.step === "offer" ? [message.number] : [],
  )
  expect(offers).toEqual([...new Set(offers)].sort((one, other) => one - other))
  expect(Math.max(...offers)).toBeLessThanOrEqual(lastAggregation ?? 0)
  const ledger = records.at(-1)?.ledger
  expect(ledger?.contributions).toBe(masked.length)
  expect(ledger?.finishedRound).toBe(finished?.number)
  expect(toBase64url(ledger?.transcript ?? new Uint8Array(0))).toBe(finished?.transcript)
  expect(participant.view().secure?.evidence).toBeNull()
  expect(received.flatMap((message) => (message.kind === "refused" ? [message.code] : []))).toEqual([])
}
