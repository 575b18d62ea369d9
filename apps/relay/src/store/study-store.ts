import type {
  InviteId,
  ModelHash,
  ParticipantId,
  RefusalCode,
  RoundMetrics,
  StudyEvent,
  StudyHash,
  StudyId,
  StudySpec,
  StudyState,
} from "@tutti/protocol"
import type { CommitRecord, CommittedStudy } from "@tutti/sessions/training"
import type { StoredInvite } from "../access/invites.ts"

/** What a list of studies shows. */
export type StoredStudy = {
  id: StudyId
  createdAt: Date
  spec: StudySpec
  studyHash: StudyHash
  /** Of a secure study, base64url. */
  policySignature: string | null
  state: StudyState
  committedRounds: number
  /** Owners who have come in, whether they agreed or not. */
  members: number
}

export type Admission =
  | { ok: true /** In the study before. */; returning: boolean }
  | { ok: false; code: RefusalCode }

/** The weights of one round, with the bytes as they travel: float32 little-endian. */
type StoredModel = { round: number; modelHash: ModelHash; bytes: Uint8Array<ArrayBuffer> }

/**
 * Everything that outlives the process. Each method is one transaction: after kill −9 it happened or it did not.
 * Both engines pass `study-store.contract.ts`.
 */
export interface StudyStore {
  /** @param study as `newStudy` makes it: no rounds, nobody known. */
  createStudy(study: CommittedStudy, createdAt: Date): Promise<void>
  studies(): Promise<StoredStudy[]>
  study(id: StudyId): Promise<StoredStudy | undefined>
  /** Whether there is a study of this id, of whatever kind. */
  isKnown(id: StudyId): Promise<boolean>
  /** Of any kind. @returns whether there was one. Everything of the study goes with it. */
  deleteStudy(id: StudyId): Promise<boolean>
  /** Studies of any kind that ended longer ago than their retention; they are deleted. */
  deleteExpired(now: Date): Promise<StudyId[]>

  /** Writes a coordinator's record, and with it everything that follows from it. */
  commit(study: StudyId, record: CommitRecord): Promise<void>
  /** Equal to the fold of all commits, for a coordinator that goes on. */
  committed(study: StudyId): Promise<CommittedStudy | undefined>
  /** Of the committed rounds, oldest first; undefined when there is no such study. */
  metrics(study: StudyId): Promise<RoundMetrics[] | undefined>
  /** The last is the current one: after a roll-back the best. Undefined before the first committed round. */
  model(study: StudyId, which: "best" | "last"): Promise<StoredModel | undefined>

  createInvite(invite: {
    id: InviteId
    study: StudyId
    secretHash: string
    createdAt: Date
    expiresAt: Date
    uses: number
  }): Promise<void>
  /** Oldest first, with the number of owners that each has let in. */
  invites(study: StudyId): Promise<(StoredInvite & { used: number })[]>
  /** @returns whether there is such an invite; revoking twice is once. */
  revokeInvite(study: StudyId, invite: InviteId, at: Date): Promise<boolean>
  /** What `decideInvite` looks at. Without a participant nobody is known. */
  entry(request: {
    study: StudyId
    secretHash: string
    participant: ParticipantId | undefined
  }): Promise<{ invite: StoredInvite | undefined; used: number; known: boolean }>
  /** Lets an owner in by an invite, and counts the use, in one step; a returning owner's label is renewed. */
  admit(entry: {
    study: StudyId
    participant: ParticipantId
    label: string
    secretHash: string
    at: Date
  }): Promise<Admission>

  createObserver(observer: { tokenHash: string; study: StudyId; createdAt: Date }): Promise<void>
  /** The study that the token may watch. */
  observed(tokenHash: string): Promise<StudyId | undefined>

  appendEvent(study: StudyId, event: StudyEvent): Promise<void>
  /** The newest `limit` events, oldest of them first. */
  events(study: StudyId, limit: number): Promise<StudyEvent[]>
}
