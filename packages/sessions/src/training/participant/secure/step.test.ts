import { sha256 } from "@tutti/crypto"
import {
  ParticipantId,
  PROTOCOL_VERSION,
  REFUSALS,
  type RefusalCode,
  type RelayMessage,
  StudyId,
} from "@tutti/protocol"
import { floatsToBytes, toBase64url } from "@tutti/ring"
import { secureNumberStudy } from "@tutti/testkit"
import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { newStudy } from "../../committed.ts"
import type { ParticipantEffect, ParticipantEvent } from "../events.ts"
import { newParticipant, type Participant } from "../state.ts"
import { participantStep } from "../step.ts"
import { type GuardedTurn, Turn } from "../turn.ts"
import type { PinnedRoster, RunningSum, SecureWork } from "./state.ts"
import { securePhase } from "./state.ts"

const key = (name: number) => sha256(Uint8Array.of(name))
const studyKey = toBase64url(key(0))
const spec = secureNumberStudy({ study: { publicKey: key(0) }, relay: { publicKey: key(1) } })
const study = newStudy(StudyId.parse("securewindows000"), spec)
const options = { study: study.study, invite: "an invite's secret", label: "Alice", studyKey }
const participant = ParticipantId.parse("0".repeat(64))
const roster = {
  version: 1,
  identityKeys: [2, 3, 4].map((name) => toBase64url(key(name))),
  signature: "A".repeat(86),
}
const pinned: PinnedRoster = {
  roster,
  root: key(5),
  record: {
    studyHash: study.studyHash,
    rosterRoot: toBase64url(key(5)),
    ledger: { lastRound: 0, contributions: 0, finishedRound: 0, transcript: new Uint8Array(32) },
    statisticsOpened: 0,
    statisticsOf: null,
    statisticsFinished: false,
    standard: null,
  },
}
const totals = { owners: 3, trainingRows: 9, validationRows: 3 }
const model = floatsToBytes(study.weights)
const { modelHash, studyHash } = study

type Untimed<Event> = Event extends ParticipantEvent ? Omit<Event, "nowMs"> : never
type Happening = Untimed<ParticipantEvent>

const admitted: RelayMessage & { kind: "admitted" } = {
  kind: "admitted",
  participant,
  study: study.study,
  spec,
  studyHash,
  scaling: null,
  lastCommittedRound: 0,
  returning: false,
  policySignature: "A".repeat(86),
}

const heard = (message: RelayMessage, payload?: Uint8Array): Happening => ({
  kind: "received",
  message,
  payload,
  bytes: 1,
})

const round = fc.integer({ min: 1, max: 2 })
const number = fc.integer({ min: 1, max: 2 })
const code = fc.constantFrom(...(Object.keys(REFUSALS) as RefusalCode[]))
const purpose = fc.constantFrom("statistics", "training", "measurement" as const)
const loss = fc.oneof(fc.constant(0.5), fc.constant(Number.NaN))
/** Every word of a relay, honest or not, and everything that this machine can hear of itself. */
const anyWord: fc.Arbitrary<Happening> = fc.oneof(
  fc.constant(heard({ kind: "challenge", protocol: PROTOCOL_VERSION, nonce: toBase64url(key(6)) })),
  fc.constant(heard(admitted)),
  fc.constant(heard({ ...admitted, roster })),
  fc.constant(heard({ kind: "roster-frozen", roster })),
  fc.constant(heard({ kind: "waiting", for: "owners", have: 1, need: 2, remainingMs: null })),
  fc.tuple(round, fc.boolean()).map(([round, isWhole]) =>
    heard(
      {
        kind: "round-opened",
        round,
        cohort: 3,
        modelHash,
        scaling: [],
        ...(isWhole && { totals }),
        seed: 1,
        remainingMs: 1,
      },
      model,
    ),
  ),
  round.map((round) =>
    heard({ kind: "model-averaged", round, survivors: 3, modelHash, remainingMs: 1 }, model),
  ),
  fc
    .tuple(
      number,
      purpose,
      fc.constantFrom("offer", "roster", "deliver", "survivors", "quorum", "result" as const),
    )
    .map(([number, purpose, step]) => heard({ kind: "aggregation", number, purpose, step }, key(7))),
  number.map((number) => heard({ kind: "aggregation-ended", number, reason: "stopped" })),
  round.map((round) =>
    heard({ kind: "round-abandoned", round, reason: "deadline", survivors: 1, needed: 3 }),
  ),
  fc
    .tuple(code, fc.constantFrom("update", "evaluation", "ready", "enrol", "aggregation", undefined))
    .map(([code, of]) => heard({ kind: "refused", code, ...(of && { of }) })),
  fc.constant(heard({ kind: "study-paused" })),
  fc.constant<Happening>({ kind: "disconnected" }),
  fc.constant<Happening>({ kind: "pause" }),
  fc.constant<Happening>({ kind: "resume" }),
  fc.constant<Happening>({ kind: "data-checked" }),
  fc.constant<Happening>({ kind: "want-result", which: "best" }),
  fc
    .nat(2)
    .map(
      (validationRows): Happening => ({ kind: "agreed", trainingRows: 3, validationRows, statistics: [] }),
    ),
  fc.tuple(round, loss).map(
    ([round, loss]): Happening => ({
      kind: "trained",
      round,
      weights: study.weights,
      loss,
      accuracy: null,
      trainingMs: 1,
    }),
  ),
  fc
    .tuple(round, loss)
    .map(([round, loss]): Happening => ({ kind: "evaluated", round, examples: 1, loss, accuracy: null })),
  round.map((round): Happening => ({ kind: "failed", round, code: "E_TRAINING" })),
  fc.constant<Happening>({
    kind: "secure",
    happened: { kind: "admission-checked", message: admitted, checked: { ok: true, pinned } },
  }),
  fc.constant<Happening>({
    kind: "secure",
    happened: { kind: "roster-checked", checked: { ok: true, pinned } },
  }),
  number.map((number): Happening => ({ kind: "secure", happened: { kind: "vector-wanted", number } })),
  fc.tuple(number, fc.constantFrom("advertise", "shares", "masked", "confirm", "unmask" as const)).map(
    ([number, step]): Happening => ({
      kind: "secure",
      happened: { kind: "step-ready", number, step, bytes: key(8) },
    }),
  ),
  number.map((number): Happening => ({ kind: "secure", happened: { kind: "sum-finished", number } })),
  fc
    .tuple(number, fc.constantFrom("E_SA_POLICY", "E_SA_TOO_FEW" as const))
    .map(
      ([number, code]): Happening => ({ kind: "secure", happened: { kind: "sum-refused", number, code } }),
    ),
)

/** Words of a round as it should go, so that the others meet one that is under way. */
const fittingWord: fc.Arbitrary<Happening> = fc.oneof(
  fc
    .constantFrom("training", "training", "measurement", "measurement", "statistics" as const)
    .map((purpose) => heard({ kind: "aggregation", number: 1, purpose, step: "offer" }, key(7))),
  fc.constant<Happening>({ kind: "secure", happened: { kind: "vector-wanted", number: 1 } }),
  fc.constant<Happening>({
    kind: "secure",
    happened: { kind: "step-ready", number: 1, step: "masked", bytes: key(8) },
  }),
  fc.constantFrom(
    heard(
      { kind: "round-opened", round: 1, cohort: 3, modelHash, scaling: [], totals, seed: 1, remainingMs: 1 },
      model,
    ),
    heard({ kind: "model-averaged", round: 1, survivors: 3, modelHash, remainingMs: 1 }, model),
  ),
  fc.constant<Happening>({ kind: "resume" }),
  fc.constant<Happening>({ kind: "evaluated", round: 1, examples: 1, loss: 0.5, accuracy: null }),
  fc.constant<Happening>({
    kind: "trained",
    round: 1,
    weights: study.weights,
    loss: 0.5,
    accuracy: null,
    trainingMs: 1,
  }),
)
const word = fc.oneof({ weight: 6, arbitrary: fittingWord }, { weight: 1, arbitrary: anyWord })

/** Let in, agreed, with the roster pinned: from here on everything is possible. */
const opening: Happening[] = [
  heard({ kind: "challenge", protocol: PROTOCOL_VERSION, nonce: toBase64url(key(6)) }),
  heard(admitted),
  {
    kind: "secure",
    happened: { kind: "admission-checked", message: admitted, checked: { ok: true, pinned } },
  },
  { kind: "agreed", trainingRows: 3, validationRows: 1, statistics: [] },
]

function play(happenings: readonly Happening[]): { state: Participant; effects: ParticipantEffect[] } {
  let state = newParticipant(options)
  const effects: ParticipantEffect[] = []
  for (const happening of happenings) {
    const step = participantStep(state, { ...happening, nowMs: 0 })
    state = step.state
    effects.push(...step.effects)
  }
  return { state, effects }
}

describe("[T63] a secure study has no word for plain numbers", () => {
  test("whatever the relay says, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 20, maxLength: 60 }), (words) => {
        const said = play([...opening, ...words]).effects.flatMap((effect) =>
          effect.kind === "send" ? [effect.message.kind] : [],
        )
        for (const plain of ["ready", "update", "evaluation"]) expect(said).not.toContain(plain)
      }),
      { numRuns: 400, seed: 63 },
    )
  })

  test("payloads leave with steps of the running sum alone, and never while the owner has paused", () => {
    fc.assert(
      fc.property(fc.array(word, { minLength: 20, maxLength: 60 }), (words) => {
        let { state } = play(opening)
        for (const happening of words) {
          const before = state
          const step = participantStep(before, { ...happening, nowMs: 0 })
          state = step.state
          for (const effect of step.effects) {
            if (effect.kind !== "send" || effect.payload === undefined) continue
            expect(effect.message.kind).toBe("aggregation")
            expect(before.paused).toBe(false)
            if (effect.message.kind === "aggregation")
              expect(effect.message.number).toBe(before.secure?.sum?.number)
          }
        }
      }),
      { numRuns: 400, seed: 64 },
    )
  })

  test("each update and each measurement is handed over once", () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.array(word, { minLength: 50, maxLength: 60 }), (words) => {
        const given = play([...opening, ...words]).effects.flatMap((effect) =>
          effect.kind === "secure" && effect.effect.kind === "contribute" ? [effect.effect.contribution] : [],
        )
        for (const { purpose } of given) seen.add(purpose)
        const plain = given.filter(({ purpose }) => purpose !== "statistics")
        expect(new Set(plain).size).toBe(plain.length)
      }),
      { numRuns: 400, seed: 65 },
    )
    expect([...seen].sort()).toEqual(["measurement", "statistics", "training"])
  })

  test("it does not compile, either", () => {
    const guarded: GuardedTurn = new Turn(newParticipant(options), 0)
    const saysPlainly = (turn: Turn) => turn
    // @ts-expect-error a turn of the secure mode has no such message
    guarded.send({ kind: "evaluation", round: 1, examples: 1, loss: 0, accuracy: null })
    // @ts-expect-error and is not taken for one that has
    saysPlainly(guarded)
    // @ts-expect-error nor is there a way around by an effect
    guarded.do({ kind: "send", message: { kind: "leave" } })
    expect(guarded.state.secure).not.toBeNull()
  })
})

test("[T63] a link without a study key knows no word of the secure mode", () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), (words) => {
      let state = newParticipant({ ...options, studyKey: undefined })
      for (const happening of words) {
        const step = participantStep(state, { ...happening, nowMs: 0 })
        state = step.state
        for (const effect of step.effects) {
          expect(effect.kind).not.toBe("secure")
          if (effect.kind === "send") expect(["enrol", "aggregation"]).not.toContain(effect.message.kind)
        }
      }
    }),
    { numRuns: 200, seed: 66 },
  )
})

describe("[T64] the one word for where an owner stands", () => {
  const measured = { round: 1, modelHash, scaling: [], totals, validation: null }
  const training = (stage: "evaluating" | "training"): SecureWork => ({
    kind: "training",
    stage,
    seed: 1,
    weights: study.weights,
    ...measured,
  })
  const sum = (step: RunningSum["step"], uploading = false): RunningSum => ({
    number: 1,
    purpose: "training",
    round: 1,
    step,
    vector: "given",
    uploading,
  })
  const none: SecureWork = { kind: "none" }
  const contributed: SecureWork = { kind: "contributed", round: 1, modelHash }

  test.each([
    ["evaluating", training("evaluating"), sum("shares")],
    ["training", training("training"), sum("shares")],
    ["training", training("training"), null],
    ["evaluating", { kind: "measuring", ...measured }, null],
    ["masking", none, sum("offer")],
    ["masking", contributed, sum("shares")],
    ["uploading", contributed, sum("masked", true)],
    ["waiting", contributed, sum("masked")],
    ["unmasking", contributed, sum("confirm")],
    ["unmasking", contributed, sum("unmask")],
    ["waiting", contributed, null],
    ["ready", none, null],
  ] as const)("%s", (phase, work, running) => {
    const { secure } = newParticipant(options)
    if (secure === null) throw new Error("the link names a study key")
    expect(securePhase({ ...secure, work, sum: running })).toBe(phase)
  })
})
