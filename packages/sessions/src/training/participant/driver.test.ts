import { identifyMessage, verifySignature } from "@tutti/crypto"
import type { TrainerFactory } from "@tutti/learning"
import type { OwnerMessage, RelayMessage } from "@tutti/protocol"
import { PROTOCOL_VERSION, StudyHash, StudyId } from "@tutti/protocol"
import { floatsToBytes, fromBase64url, toBase64url } from "@tutti/ring"
import {
  cohort,
  FakeClock,
  LossyNetwork,
  linearTrainer,
  NUMBER_COLUMNS,
  numberDataset,
  numberStudy,
  type RelayLine,
} from "@tutti/testkit"
import { expect, test } from "vitest"
import { hashModel, newStudy } from "../committed.ts"
import { joinTraining } from "./driver.ts"

const { alice } = await cohort("alice")
const spec = numberStudy()
const study = newStudy(StudyId.parse("windows000000000"), spec)
const nonce = new Uint8Array(32).fill(7)
const rows = [1, 2, 3, 4].map((width) => ({ features: [width, width * width], target: 3 * width }))
const dataset = numberDataset(NUMBER_COLUMNS, rows, rows.slice(0, 1))
const scaling = NUMBER_COLUMNS.map((name) => ({ name, mean: 0, stddev: 1 }))

/** Alice's participant, and a relay that says what the test lets it say. */
function join(trainer: TrainerFactory = linearTrainer) {
  const clock = new FakeClock()
  const heard: { message: OwnerMessage; payload: Uint8Array | undefined }[] = []
  let line: RelayLine | undefined
  const network = new LossyNetwork(clock, () => ({
    opened: (opened) => {
      line = opened
    },
    received: (_, message, payload) => heard.push({ message, payload }),
    closed: () => {
      line = undefined
    },
  }))
  const faults: unknown[] = []
  const participant = joinTraining(
    {
      channel: network.line("alice"),
      clock,
      identity: alice.identity,
      trainer,
      fault: (error) => faults.push(error),
    },
    { study: study.study, invite: "an invite's secret", label: "Alice" },
  )
  return {
    participant,
    clock,
    network,
    faults,
    isOpen: () => line !== undefined,
    /** What the relay has heard of one kind. */
    heard: <Kind extends OwnerMessage["kind"]>(kind: Kind) =>
      heard.map(({ message }) => message).filter((message) => isOfKind(message, kind)),
    say: async (message: RelayMessage, weights?: Float32Array) => {
      line?.send(message, weights && floatsToBytes(weights))
      await clock.advance(0)
    },
  }
}

function isOfKind<Kind extends OwnerMessage["kind"]>(
  message: OwnerMessage,
  kind: Kind,
): message is Extract<OwnerMessage, { kind: Kind }> {
  return message.kind === kind
}

const challenge: RelayMessage = { kind: "challenge", protocol: PROTOCOL_VERSION, nonce: toBase64url(nonce) }
const admitted: RelayMessage = {
  kind: "admitted",
  participant: alice.participant,
  study: study.study,
  spec,
  studyHash: study.studyHash,
  scaling: null,
  lastCommittedRound: 0,
  returning: false,
}
const waiting: RelayMessage = { kind: "waiting", for: "owners", have: 1, need: 2, remainingMs: null }
const opened = (round: number, weights: Float32Array): RelayMessage => ({
  kind: "round-opened",
  round,
  cohort: 2,
  modelHash: hashModel(weights),
  scaling,
  seed: 1,
  remainingMs: 60_000,
})

async function letIn(trainer?: TrainerFactory) {
  const stage = join(trainer)
  await stage.clock.advance(0)
  await stage.say(challenge)
  await stage.say(admitted)
  return stage
}

async function agreed(trainer?: TrainerFactory) {
  const stage = await letIn(trainer)
  const answer = stage.participant.ready(dataset)
  await stage.clock.advance(0)
  await stage.say(waiting)
  expect(await answer).toEqual({ ok: true, value: null })
  return stage
}

test("[T27] who joins answers the challenge with its key, and sends nothing else before its owner agrees", async () => {
  const { participant, heard } = await letIn()
  const [identify] = heard("identify")
  expect(identify).toMatchObject({ study: study.study, invite: "an invite's secret", label: "Alice" })
  const decode = (text: string | undefined) => fromBase64url(text ?? "") ?? new Uint8Array()
  const signature = decode(identify?.signature)
  const publicKey = decode(identify?.publicKey)
  expect(await verifySignature(publicKey, identifyMessage(nonce, study.study), signature)).toBe(true)
  expect(await participant.admitted).toMatchObject({ ok: true, value: { spec, returning: false } })
  expect(participant.view()).toMatchObject({ phase: "admitted", ledger: [{ what: "identity" }] })
})

test("[T27] agreeing sends row counts and column sums, and is answered when the relay has taken them", async () => {
  const { heard, participant } = await agreed()
  expect(heard("ready")).toEqual([
    {
      kind: "ready",
      studyHash: study.studyHash,
      trainingRows: 4,
      validationRows: 1,
      statistics: dataset.statistics,
    },
  ])
  expect(participant.view()).toMatchObject({ phase: "ready", backend: { name: "plain" } })
})

test("[T27] on a new line the agreement is said again, for the same study", async () => {
  const { heard, say, network, clock } = await agreed()
  network.cut("alice")
  network.mend("alice")
  await clock.advance(0)
  await say(challenge)
  await say(admitted)
  expect(heard("ready")).toHaveLength(2)
})

test("[T27] a study that has changed meanwhile is E_STUDY_CHANGED: nothing is agreed to unseen", async () => {
  const { heard, say, network, clock, participant, isOpen } = await agreed()
  network.cut("alice")
  network.mend("alice")
  await clock.advance(0)
  await say(challenge)
  const other = numberStudy({ rounds: 6 })
  await say({ ...admitted, spec: other, studyHash: newStudy(study.study, other).studyHash })
  await clock.advance(0)
  expect(heard("ready")).toHaveLength(1)
  expect(participant.view()).toMatchObject({ phase: "refused", refusal: { code: "E_STUDY_CHANGED" } })
  expect(isOpen()).toBe(false)
})

test("[T27] a study that is not what its hash says is E_STUDY_CHANGED", async () => {
  const { say, clock, participant } = join()
  await clock.advance(0)
  await say(challenge)
  await say({ ...admitted, studyHash: StudyHash.parse("0".repeat(64)) })
  expect(await participant.admitted).toEqual({ ok: false, refusal: "E_STUDY_CHANGED" })
})

test("[T27] a relay of another version is E_VERSION", async () => {
  const { say, clock, participant, heard } = join()
  await clock.advance(0)
  await say({ ...challenge, protocol: PROTOCOL_VERSION + 1 })
  expect(await participant.admitted).toEqual({ ok: false, refusal: "E_VERSION" })
  expect(heard("identify")).toEqual([])
})

test("[T27] an invite that is refused ends the session; a busy relay does not", async () => {
  const busy = join()
  await busy.clock.advance(0)
  await busy.say({ kind: "refused", code: "E_RATE" })
  expect(busy.participant.view()).toMatchObject({ phase: "connecting", refusal: { code: "E_RATE" } })
  await busy.say(challenge)
  await busy.say({ kind: "refused", code: "E_INVITE_EXPIRED", of: "identify" })
  expect(await busy.participant.admitted).toEqual({ ok: false, refusal: "E_INVITE_EXPIRED" })
  await busy.clock.advance(0)
  expect(busy.isOpen()).toBe(false)
})

test("[T27] column sums that are refused are no end: the owner may choose another file", async () => {
  const { participant, say, clock } = await letIn()
  const first = participant.ready(dataset)
  await clock.advance(0)
  await say({ kind: "refused", code: "E_STATISTICS", of: "ready" })
  expect(await first).toEqual({ ok: false, refusal: "E_STATISTICS" })
  expect(participant.view().phase).toBe("admitted")
  const second = participant.ready(dataset)
  await clock.advance(0)
  await say(waiting)
  expect(await second).toEqual({ ok: true, value: null })
})

test("[T27] who comes after the end is let in, may not agree any more, and learns so", async () => {
  const { participant, say } = await letIn()
  await say({ kind: "study-ended", outcome: "finished", bestRound: 3, lastRound: 5 })
  expect(await participant.ready(dataset)).toEqual({ ok: false, refusal: "E_STUDY_CLOSED" })
  expect(participant.view()).toMatchObject({ phase: "ended", outcome: { bestRound: 3 } })
})

test("[T27] another tab of the same owner takes its place: E_REPLACED ends this one", async () => {
  const { participant, say, clock, isOpen } = await agreed()
  await say({ kind: "refused", code: "E_REPLACED" })
  await clock.advance(0)
  expect(participant.view()).toMatchObject({ phase: "refused", refusal: { code: "E_REPLACED" } })
  expect(isOpen()).toBe(false)
})

test("[T28] weights that are not what their hash says are not trained on", async () => {
  const { say, heard, participant } = await agreed()
  await say(opened(1, study.weights), Float32Array.of(1, 2, 3))
  expect(heard("failed")).toEqual([{ kind: "failed", round: 1, code: "E_TRANSFER" }])
  expect(participant.view()).toMatchObject({ phase: "ready", own: [] })
})

test("[T28] weights of another shape, and a model that is not held, are refused by name", async () => {
  const { say, heard } = await agreed()
  await say(opened(1, Float32Array.of(1)), Float32Array.of(1))
  await say(opened(2, study.weights))
  expect(heard("failed").map(({ code }) => code)).toEqual(["E_SHAPE", "E_TRANSFER"])
})

test("[T28] a model that is held need not come again", async () => {
  const { say, heard } = await agreed()
  await say(opened(1, study.weights), study.weights)
  await say(opened(2, study.weights))
  expect(heard("update").map(({ round }) => round)).toEqual([1, 2])
})

test("[T8] numbers that ran away stay here: the relay learns E_NOT_FINITE", async () => {
  const runsAway: TrainerFactory = async (model) => {
    const trainer = await linearTrainer(model)
    const weights = Float32Array.of(0, 0, Number.NaN)
    return Object.assign(Object.create(trainer), {
      train: async () => ({ weights, loss: Number.NaN, accuracy: null, steps: 1, milliseconds: 1 }),
    })
  }
  const { say, heard } = await agreed(runsAway)
  await say(opened(1, study.weights), study.weights)
  expect(heard("update")).toEqual([])
  expect(heard("failed")).toEqual([{ kind: "failed", round: 1, code: "E_NOT_FINITE" }])
})

test("[T8] a machine that cannot train says E_TRAINING and tells its host why", async () => {
  const broken: TrainerFactory = async (model) => {
    const trainer = await linearTrainer(model)
    return Object.assign(Object.create(trainer), {
      train: () => Promise.reject(new Error("the device was lost")),
    })
  }
  const { say, heard, faults } = await agreed(broken)
  await say(opened(1, study.weights), study.weights)
  expect(heard("failed")).toEqual([{ kind: "failed", round: 1, code: "E_TRAINING" }])
  expect(faults).toEqual([new Error("the device was lost")])
})

test("a machine that has no backend for the model tells its owner before anything is sent", async () => {
  const { participant, heard } = await letIn(() => Promise.reject(new Error("no backend")))
  await expect(participant.ready(dataset)).rejects.toThrow("no backend")
  expect(heard("ready")).toEqual([])
})

test("closing answers whatever is still asked", async () => {
  const early = join()
  early.participant.close()
  expect(await early.participant.admitted).toEqual({ ok: false, refusal: "closed" })
  const { participant, clock } = await letIn()
  const ready = participant.ready(dataset)
  const result = participant.result("best")
  await clock.advance(0)
  participant.close()
  expect(await ready).toEqual({ ok: false, refusal: "closed" })
  expect(await result).toEqual({ ok: false, refusal: "closed" })
  expect(await participant.result("last")).toEqual({ ok: false, refusal: "closed" })
})

test("[T31] results are asked for one after the other, and checked by their hash", async () => {
  const { participant, heard, say } = await agreed()
  const best = participant.result("best")
  const last = participant.result("last")
  const result = { kind: "result", round: 1, modelHash: study.modelHash, scaling } as const
  await say({ ...result, which: "best" }, study.weights)
  expect(await best).toMatchObject({ ok: true, value: { which: "best", weights: study.weights } })
  expect(heard("want-result").map(({ which }) => which)).toEqual(["best", "last"])
  await say({ ...result, which: "last" }, Float32Array.of(1, 1, 1))
  expect(await last).toEqual({ ok: false, refusal: "E_TRANSFER" })
})

test("views are told to listeners as they change, until they are removed", async () => {
  const { participant, say } = await letIn()
  const phases: string[] = []
  const remove = participant.onView(({ phase }) => phases.push(phase))
  void participant.ready(dataset)
  await say(waiting)
  remove()
  await say(opened(1, study.weights), study.weights)
  expect(new Set(phases)).toEqual(new Set(["admitted", "ready"]))
})
