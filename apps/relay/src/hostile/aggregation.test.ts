import { initialWeights } from "@tutti/learning"
import { type OwnerMessage, StudyHash } from "@tutti/protocol"
import { expect, test } from "vitest"
import type { Said } from "../testing/secure-owner.ts"
import { secureRun } from "../testing/secure-run.ts"
import { tinyStudy } from "../testing/specs.ts"
import { ask, command, testRelay, viewOf } from "../testing/test-relay.ts"

/* One of five owners says everything wrong before each right step; the sums are those of all five all the same. */

const STEPS = [0.5, 1, 1.5, 2, 2.5]
const MEAN = 1.5
const ROUNDS = 2
const ORDER = ["advertise", "shares", "masked", "confirm", "unmask"] as const

type Step = Extract<OwnerMessage, { kind: "aggregation" }>

const changedAt = (bytes: Uint8Array, at: number) =>
  bytes.map((byte, index) => (index === at ? byte ^ 0x80 : byte))

/** Each form of wrong bytes: cut, too long, another's header, a broken signature, rubbish, all zeros. */
function wrongBytes(bytes: Uint8Array): Uint8Array[] {
  return [
    Uint8Array.of(0),
    bytes.subarray(0, bytes.length - 1),
    Uint8Array.of(...bytes, 0),
    changedAt(bytes, 0),
    changedAt(bytes, 3),
    changedAt(bytes, 4),
    changedAt(bytes, 12),
    changedAt(bytes, 20),
    changedAt(bytes, bytes.length - 1),
    new Uint8Array(bytes.length),
    new Uint8Array(bytes.length).fill(0xff),
  ]
}

function hostile(message: Step, bytes: Uint8Array): Said[] {
  const others = ORDER.filter((step) => step !== message.step)
  return [
    ...wrongBytes(bytes).map((payload) => ({ message, payload })),
    ...others.map((step) => ({ message: { ...message, step }, payload: bytes })),
    { message: { ...message, number: message.number + 1 }, payload: bytes },
    { message: { ...message, number: Number.MAX_SAFE_INTEGER }, payload: bytes },
    // Without its payload it has no form; the door counts such frames, and would close after twenty.
    ...(message.step === "masked" ? [{ message }] : []),
    // The right one, so that the owner's own comes twice.
    { message, payload: bytes },
  ]
}

test("[R72] whatever bytes an owner sends as a step, and whenever, it is refused by name and the sums are right", async () => {
  const relay = await testRelay()
  const updates = STEPS.map((step) => (global: Float32Array) => new Float32Array(global.length).fill(step))
  const { study, spec, owners } = await secureRun(relay, updates, {
    policy: { clipNorm: 100 },
    overrides: { training: { ...tinyStudy().training, rounds: ROUNDS } },
    hostile,
  })
  expect((await command(relay, study, "start")).status).toBe(200)
  await Promise.all(owners.map((owner) => owner.heard("study-ended")))

  const [attacker, ...honest] = owners
  const codes = new Set(
    attacker?.received.flatMap((message) => (message.kind === "refused" ? [message.code] : [])),
  )
  const expected = ["E_SA_DUPLICATE", "E_SA_MALFORMED", "E_SA_OUT_OF_TURN", "E_SA_SIGNATURE"]
  expect([...codes].sort()).toEqual(expected)
  // Statistics, two rounds, the last measurement.
  expect(attacker?.thrown).toHaveLength(4)
  for (const thrown of attacker?.thrown ?? []) expect(thrown).toMatchObject({ refusal: "E_MALFORMED" })
  for (const { received } of honest)
    for (const { kind } of received) expect(kind).not.toMatch(/refused|aggregation-ended|abandoned/)
  const { rounds } = await viewOf(relay, study)
  expect(rounds).toMatchObject(
    Array(ROUNDS).fill({ phase: "committed", metrics: { survivors: STEPS.length } }),
  )
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  const initial = initialWeights(spec.model, spec.training.seed)
  for (const [index, weight] of new Float32Array(bytes).entries())
    expect(weight).toBeCloseTo((initial[index] ?? Number.NaN) + ROUNDS * MEAN, 3)
})

test("[R67] a secure study takes no plain word, from nobody and at no time", async () => {
  const relay = await testRelay()
  const measured = { round: 1, examples: 10 }
  const plainWords: Said[] = [
    {
      message: { ...measured, kind: "update", trainLoss: 0, trainAccuracy: 0, trainingMs: 1 },
      payload: new Uint8Array(24),
    },
    { message: { ...measured, kind: "evaluation", loss: 0, accuracy: 1 } },
    {
      message: {
        kind: "ready",
        studyHash: StudyHash.parse("0".repeat(64)),
        trainingRows: 10,
        validationRows: 0,
        statistics: [],
      },
    },
  ]
  const { study, spec, owners } = await secureRun(
    relay,
    STEPS.slice(0, 3).map(() => (global) => new Float32Array(global.length)),
    {
      overrides: { training: { ...tinyStudy().training, rounds: 1 } },
      hostile: () => plainWords,
    },
  )
  expect((await command(relay, study, "start")).status).toBe(200)
  await Promise.all(owners.map((owner) => owner.heard("study-ended")))
  const [attacker] = owners
  const refused = attacker?.received.flatMap((message) =>
    message.kind === "refused" ? [`${message.of} ${message.code}`] : [],
  )
  // Before each of five steps of three sums.
  for (const of of ["update", "evaluation", "ready"])
    expect(refused?.filter((refusal) => refusal === `${of} E_WRONG_STATE`)).toHaveLength(15)
  const { bytes } = await ask(relay, "GET", `/api/studies/${study}/model?which=last`)
  const initial = initialWeights(spec.model, spec.training.seed)
  for (const [index, weight] of new Float32Array(bytes).entries())
    expect(weight).toBeCloseTo(initial[index] ?? Number.NaN, 3)
})
