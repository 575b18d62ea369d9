import type { ServerMoments } from "@tutti/learning"
import type { ModelHash, ParticipantId, RefusalCode, RosterState } from "@tutti/protocol"
import type { CommittedStudy } from "../committed.ts"
import type { Declaration } from "../declaration.ts"
import type { ByOwner } from "./by-owner.ts"
import type { Collection } from "./collection.ts"
import type { OpenAggregation } from "./open-aggregation.ts"
import type { EndedScore, Score } from "./score.ts"

/** Everything a coordinator knows. Never written into: every step makes a new one. */
export type Coordinator = {
  readonly committed: CommittedStudy
  readonly roster: ByOwner<Owner>
  readonly phase: Phase
  readonly speed: Speed
  /** Abandoned rounds since the last committed one. */
  readonly abandonedInARow: number
  /** What everybody did in the rounds that ended last, oldest first; see `rememberScore`. */
  readonly recentScores: readonly EndedScore[]
  /** A notice timer runs: those who wait will be told within its time. */
  readonly noticeDue: boolean
}

/** From which the next deadlines follow. */
type Speed = {
  /** Slowest answers that the last round got; null before anybody was seen. */
  readonly trainingMs: number | null
  readonly evaluatingMs: number | null
  /** Slowest update that came too late since then: the next round should not miss its owner again. */
  readonly lateMs: number
}

/** One admitted owner. */
export type Owner = {
  readonly participant: ParticipantId
  readonly label: string
  /** base64url; null for one that was known before it was kept. */
  readonly identityKey: string | null
  readonly presence: "online" | "asleep" | "offline"
  /** By its owner's wish. */
  readonly paused: boolean
  /** Null before it has agreed on its present connection. */
  readonly agreement: Agreement | null
  /** The model that its machine holds for certain. */
  readonly holds: ModelHash | null
  /** As the roster shows it. */
  readonly state: RosterState
  readonly sinceMs: number
  /** Why it is excluded or failed. */
  readonly code: RefusalCode | null
  /** Refusals in the log since the last round opened. */
  readonly refusals: number
}

/** What an owner takes part with: in trusted studies it says so, in secure ones that stays with it. */
export type Agreement = ({ readonly kind: "declared" } & Declaration) | { readonly kind: "enrolled" }

export type Phase =
  /** Before the first start, or after a round that the admin paused: nothing runs. */
  | { readonly kind: "resting" }
  /** Running, and short of ready owners. */
  | {
      readonly kind: "gathering"
      readonly then: AfterRound
      /** Until then it also waits for known owners that are on their way back after a restart. */
      readonly settlesAtMs: number
      readonly givesUpAtMs: number
    }
  | TrainingPhase
  | EvaluatingPhase
  | AddingPhase
  | { readonly kind: "ended" }

/** Secure studies: the owners add something up under their masks. */
export type AddingPhase =
  /** Their rows' statistics, once, before the first round. */
  | { readonly kind: "adding-statistics"; readonly then: AfterRound; readonly aggregation: OpenAggregation }
  /** What their training changed, and their measurement of the model that it began with. */
  | { readonly kind: "adding-updates"; readonly round: OpenRound; readonly aggregation: OpenAggregation }
  /** Their measurement of the last model. */
  | { readonly kind: "adding-measurements"; readonly aggregation: OpenAggregation }

/** Owners train; what arrives is collected, in parallel or from one to the next. */
type TrainingPhase = {
  readonly kind: "training"
  readonly round: OpenRound<DeclaredMember>
  readonly collection: Collection
  readonly limit: PhaseLimit
}

/** The round's model is made; the survivors measure it. */
export type EvaluatingPhase = {
  readonly kind: "evaluating"
  readonly round: OpenRound<DeclaredMember>
  readonly candidate: Candidate
  readonly survivors: readonly ParticipantId[]
  readonly evaluations: ByOwner<Evaluated>
  /** Survivors that will not evaluate any more. */
  readonly gone: ReadonlySet<ParticipantId>
  readonly limit: PhaseLimit
}

type PhaseLimit = {
  readonly openedAtMs: number
  readonly deadlineAtMs: number
  /** Set while everybody that the phase waits for is away: it ends then unless somebody comes back. */
  readonly graceEndsAtMs: number | null
}

export type AfterRound = "next-round" | "pause"

export type OpenRound<Of extends Member = Member> = {
  readonly number: number
  /** In the cohort's order, which depends on labels and not on who came first. */
  readonly cohort: readonly Of[]
  /** Updates that must arrive. */
  readonly needed: number
  readonly openedAtMs: number
  readonly then: AfterRound
  readonly score: Score
}

/** An owner of the cohort, as it stood when the round opened. */
export type Member = {
  readonly participant: ParticipantId
  /** Seeds its local training. */
  readonly seed: number
}

/** In a trusted study its rows are known. */
export type DeclaredMember = Member & { readonly trainingRows: number; readonly validationRows: number }

/** What the round has made, before it is committed. */
export type Candidate = {
  readonly weights: Float32Array
  readonly modelHash: ModelHash
  readonly server: ServerMoments | null
  readonly trainLoss: number
  readonly trainAccuracy: number | null
  readonly bytesUpPerOwner: number
}

type Evaluated = {
  readonly examples: number
  readonly loss: number
  readonly accuracy: number | null
  /** From being asked to having answered. */
  readonly afterMs: number
}
