import { initialWeights, seededRandom } from "@tutti/learning"
import { expect, onTestFinished, test } from "vitest"
import { spawnRelay } from "../testing/relay-process.ts"
import type { Said, SecureOwnerOptions } from "../testing/secure-owner.ts"
import { secureRun } from "../testing/secure-run.ts"
import { tinyStudy } from "../testing/specs.ts"
import { ask, command, temporaryFolder, viewOf } from "../testing/test-relay.ts"
import { Fuzz, mutated } from "./fuzz-frames.ts"
import { messageLife } from "./message-life.ts"

const SEED = 20_261_123
const STEPS = [0.5, 1, 1.5, 2, 2.5]
const MEAN = 1.5
const ROUNDS = 8
/** Wrong steps before each right one: all of them together stay below the frames that a socket may send in a second. */
const WRONG_STEPS = 5
const STRANGERS = { lives: 32, frames: 150, atOnce: 4 } as const
const ORDER = ["advertise", "shares", "masked", "confirm", "unmask"] as const
const WRONG_HASH = "0".repeat(64)

test("[R72] 5,000 frames of nonsense at a secure study, some of them by an owner of its roster: every sum is right", async () => {
  const relay = await spawnRelay({ DATA_DIR: temporaryFolder(), PORT: "0", LOG_LEVEL: "error" })
  onTestFinished(() => relay.kill())
  const count = { frames: 0 }
  const updates = STEPS.map((step) => (global: Float32Array) => new Float32Array(global.length).fill(step))
  const run = await secureRun(relay, updates, {
    policy: { clipNorm: 100 },
    overrides: { training: { ...tinyStudy().training, rounds: ROUNDS } },
    hostile: besieging(count),
  })
  const { study, spec, owners } = run
  const { studyHash } = await viewOf(relay, study)
  expect((await command(relay, study, "start")).status).toBe(200)

  let next = 0
  const stranger = async () => {
    for (let life = next++; life < STRANGERS.lives; life = next++) {
      const fuzz = new Fuzz(seededRandom(SEED + life, "strangers"))
      const sent = await messageLife(relay.url, fuzz, run, [WRONG_HASH, studyHash], STRANGERS.frames)
      count.frames += sent
    }
  }
  await Promise.all([
    ...Array.from({ length: STRANGERS.atOnce }, stranger),
    ...owners.map((owner) => owner.heard("study-ended")),
  ])
  expect(count.frames).toBeGreaterThanOrEqual(5_000)

  expect((await ask(relay, "GET", "/readyz")).status).toBe(200)
  expect(relay.log()).toBe("")
  const { text } = await ask(relay, "GET", "/metrics")
  const codes = Array.from(text.matchAll(/^tutti_refusals_total\{code="(\w+)"\}/gm), ([, code]) => code)
  const expected = [
    "E_SA_MALFORMED",
    "E_SA_OUT_OF_TURN",
    "E_SA_SIGNATURE",
    "E_ROSTER_CLOSED",
    "E_WRONG_STATE",
  ]
  expect(codes).toEqual(expect.arrayContaining(expected))

  const { rounds } = await viewOf(relay, study)
  expect(rounds).toHaveLength(ROUNDS)
  for (const round of rounds)
    expect(round).toMatchObject({ phase: "committed", metrics: { survivors: STEPS.length } })
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  const initial = initialWeights(spec.model, spec.training.seed)
  for (const [index, weight] of new Float32Array(bytes).entries())
    expect(weight).toBeCloseTo((initial[index] ?? Number.NaN) + ROUNDS * MEAN, 2)
}, 120_000)

/** An owner of the roster that sends nonsense as steps before each right one, of this sum and of others. */
function besieging(count: { frames: number }): NonNullable<SecureOwnerOptions["before"]> {
  const fuzz = new Fuzz(seededRandom(SEED, "insider"))
  const sent: Uint8Array[] = []
  return (message, bytes) => {
    sent.push(bytes.slice())
    if (sent.length > 20) sent.shift()
    count.frames += WRONG_STEPS
    return Array.from({ length: WRONG_STEPS }, (): Said => {
      const number = fuzz.pick([message.number, message.number, message.number, message.number + 1, 1])
      const payload = mutated(fuzz, fuzz.pick([bytes, bytes, sent[0] ?? bytes, ...sent]))
      return { message: { ...message, number, step: fuzz.pick([message.step, ...ORDER]) }, payload }
    })
  }
}
