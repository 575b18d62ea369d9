import type { Random, RoundSuite, Verify } from "@tutti/crypto"
import type { StudyHash, StudyId } from "@tutti/protocol"
import type { OwnerLedger } from "@tutti/secure-aggregation"

/** What a secure study needs of the machine beside what every study needs. Without it, none is taken part in. */
export type SecurePorts = {
  /** Of secrets: seeds, shares, and what rounds the lanes. */
  readonly random: Random
  /** Key agreement and ciphers; asked for when the roster is pinned, so that no sum is worked out by two of them. */
  suite(): Promise<RoundSuite>
  /** Of Ed25519 signatures by keys that were pinned; `verifierOfPinnedKeys` when absent. */
  readonly verify?: Verify | undefined
  readonly records: SecureRecords
}

/** Where one identity's records survive a reload: IndexedDB in a browser, memory or a file under Node. */
export type SecureRecords = {
  /** @returns what was last saved; null for a study that this identity has no record of. */
  load(study: StudyId): Promise<SecureRecord | null>
  /**
   * Resolves when the record is durable, in place of the one before: what it allows is not done earlier. Records come
   * one after the other.
   */
  save(study: StudyId, record: SecureRecord): Promise<void>
}

/** What an owner must never forget of a secure study. Plain data, as a structured clone keeps it. Nothing in it is secret. */
export type SecureRecord = {
  readonly studyHash: StudyHash
  /** [32] of the first roster that the study key was seen to have signed; base64url. No other is ever accepted. */
  readonly rosterRoot: string
  readonly ledger: OwnerLedger
  /** Sums of statistics that this owner opened its shares for, whatever came of them: they are exact, so they are few. */
  readonly statisticsOpened: number
  /** Hash of the owners that they were over: they are opened again, after a crash, over the very same ones alone. Null before. */
  readonly statisticsOf: string | null
  /** One of them was finished: there is no second. */
  readonly statisticsFinished: boolean
  /**
   * SHA-256 of the scaling and totals of the first round that this owner answered an offer of: there are no others. Null
   * before.
   */
  readonly standard: string | null
}
