import { parameterCount } from "@tutti/learning"
import {
  type AggregationPurpose,
  type ColumnStatistics,
  type OwnerMessage,
  PROTOCOL_VERSION,
  type StudyHash,
  type StudyId,
  type StudySpec,
} from "@tutti/protocol"
import { sumShape } from "@tutti/sessions/training"
import type { LedgerKind } from "./ledger.ts"
import { type Protection, protectionOfStudy } from "./protection.ts"

/** What the owner is about to agree to, and with which rows. */
export type Offer = {
  study: StudyId
  studyHash: StudyHash
  spec: StudySpec
  /** Host name of the relay, with its port where it has one. */
  relayHost: string
  rows: { training: number; validation: number }
  /** The very sums that will leave. */
  statistics: readonly ColumnStatistics[]
}

/** One kind of message that will leave the tab; its words are in the catalogue under `what`. */
export type EgressItem = {
  what: LedgerKind
  when: "once" | "each-round" | "each-sum" | "at-changes"
  /** All messages of this kind over the planned rounds, envelopes and payloads. */
  bytes: number
}

export type Consent = {
  leaves: readonly EgressItem[]
  /**
   * The sums as they will be sent, for the owner to read before; empty when the study has no number to scale. In the
   * secure mode they go into the first masked vector, and leave in no other form.
   */
  statistics: readonly ColumnStatistics[]
  /** Columns whose cells are read here and stay: every column of the study, the target last. */
  readColumns: readonly string[]
  terms: {
    mode: StudySpec["mode"]
    scheme: StudySpec["training"]["scheme"]
    rounds: number
    epochs: number
    parameters: number
    /** One copy of the model, float32. */
    modelBytes: number
    minOwners: number
    /** Share of a round's owners that must answer, in (0, 1]. */
    quorumFraction: number
    retentionDays: number
    relayHost: string
    studyHash: StudyHash
    rows: Offer["rows"]
    /** Null in the trusted mode. */
    protection: Protection | null
    /** Masked vectors that may leave for this data, opened or not; null in the trusted mode. */
    maxContributions: number | null
    /** Everything in `leaves`. */
    estimatedBytes: number
  }
}

/** Numbers of a measurement are written with up to 18 characters. */
const TYPICAL_LOSS = 0.4372918264019853
const TYPICAL_ACCURACY = 0.8571428571428571
const TYPICAL_MS = 41.30000001192093
/** At the end the best and the last model are asked for. */
const REQUESTS = 2

/**
 * The consent that a study asks for, derived from its specification and from nothing else. Sizes are those of
 * representative messages of the protocol: a message that gains a field does not compile here without it.
 */
export function consentFor(offer: Offer): Consent {
  const { spec } = offer
  const { training } = spec
  const parameters = parameterCount(spec.model)
  const leaves =
    spec.secure === undefined
      ? egressOf(offer, parameters * Float32Array.BYTES_PER_ELEMENT)
      : maskedEgressOf(offer, spec.secure.minimumCohort)
  return {
    leaves,
    statistics: offer.statistics,
    readColumns: [...spec.dataset.columns.map(({ name }) => name), spec.dataset.target.name],
    terms: {
      mode: spec.mode,
      scheme: training.scheme,
      rounds: training.rounds,
      epochs: training.local.epochs,
      parameters,
      modelBytes: parameters * Float32Array.BYTES_PER_ELEMENT,
      minOwners: training.quorum.minOwners,
      quorumFraction: training.quorum.fraction,
      retentionDays: spec.retentionDays,
      relayHost: offer.relayHost,
      studyHash: offer.studyHash,
      rows: offer.rows,
      protection: protectionOfStudy(spec),
      maxContributions: spec.secure?.maxContributions ?? null,
      estimatedBytes: leaves.reduce((total, { bytes }) => total + bytes, 0),
    },
  }
}

function egressOf(offer: Offer, modelBytes: number): EgressItem[] {
  const { rounds } = offer.spec.training
  const sample = sampleMessages(offer)
  return [
    { what: "identity", when: "once", bytes: envelopeBytes(sample.identify) },
    { what: "row-counts-and-column-sums", when: "once", bytes: envelopeBytes(sample.ready) },
    { what: "model-update", when: "each-round", bytes: rounds * (envelopeBytes(sample.update) + modelBytes) },
    { what: "validation-measurement", when: "each-round", bytes: rounds * envelopeBytes(sample.evaluation) },
    { what: "activity", when: "at-changes", bytes: envelopeBytes(sample.activity) },
    { what: "request", when: "once", bytes: REQUESTS * envelopeBytes(sample.request) },
  ]
}

/** Headers, hashes and signatures of an owner's steps, in bytes. @see docs/secure-aggregation.md, Bytes */
const STEP_BYTES = { advertise: 208, shares: 144, masked: 144, confirm: 112, unmask: 112 } as const
/** What other owners cost: a pair of shares for each that is sealed one, and a share that is opened for everybody. */
const SEALED_BYTES = 80
const OPENED_BYTES = 33

/**
 * The same for the secure mode. How many owners there will be is not known before the freeze: shares are weighed
 * for the fewest, a complete graph. A threshold of a little over half of them hold what no message carries.
 * @param owners n of the rounds
 */
function maskedEgressOf(offer: Offer, owners: number): EgressItem[] {
  const { spec } = offer
  const sample = sampleMessages(offer)
  const sums = spec.training.rounds + 2
  const step = envelopeBytes(sample.step)
  const vector = (purpose: AggregationPurpose) => {
    const { laneBits, lanes } = sumShape(spec, owners, purpose)
    return step + STEP_BYTES.masked + (lanes * laneBits) / 8
  }
  const around =
    4 * step +
    STEP_BYTES.advertise +
    (STEP_BYTES.shares + SEALED_BYTES * (Math.floor(owners / 2) - 1)) +
    STEP_BYTES.confirm +
    (STEP_BYTES.unmask + OPENED_BYTES * owners)
  return [
    { what: "identity", when: "once", bytes: envelopeBytes(sample.identify) },
    { what: "enrolment", when: "once", bytes: envelopeBytes(sample.enrol) },
    {
      what: "masked-vector",
      when: "each-sum",
      bytes: vector("statistics") + spec.training.rounds * vector("training") + vector("measurement"),
    },
    { what: "aggregation-step", when: "each-sum", bytes: sums * around },
    { what: "activity", when: "at-changes", bytes: envelopeBytes(sample.activity) },
    { what: "request", when: "once", bytes: REQUESTS * envelopeBytes(sample.request) },
  ]
}

function sampleMessages({ study, studyHash, spec, rows, statistics }: Offer) {
  const round = Math.ceil(spec.training.rounds / 2)
  const accuracy = spec.dataset.target.kind === "class" ? TYPICAL_ACCURACY : null
  return {
    identify: {
      kind: "identify",
      protocol: PROTOCOL_VERSION,
      study,
      invite: "i".repeat(43),
      publicKey: "k".repeat(43),
      signature: "s".repeat(86),
      label: "A participant",
    },
    ready: {
      kind: "ready",
      studyHash,
      trainingRows: rows.training,
      validationRows: rows.validation,
      statistics: [...statistics],
    },
    update: {
      kind: "update",
      round,
      examples: rows.training,
      trainLoss: TYPICAL_LOSS,
      trainAccuracy: accuracy,
      trainingMs: TYPICAL_MS,
    },
    evaluation: { kind: "evaluation", round, examples: rows.validation, loss: TYPICAL_LOSS, accuracy },
    enrol: { kind: "enrol", studyHash },
    step: { kind: "aggregation", number: round, step: "advertise" },
    activity: { kind: "activity", activity: "data-checked" },
    request: { kind: "want-result", which: "best" },
  } as const satisfies Record<string, OwnerMessage>
}

/** Envelopes are JSON; the few letters beyond ASCII in column names weigh more than one byte each. */
function envelopeBytes(message: OwnerMessage): number {
  return new TextEncoder().encode(JSON.stringify(message)).length
}
