import type { ColumnType, Generated } from "kysely"

/*
 * The database in rows, the same on both engines. Instants are ISO 8601 texts in UTC, which sort as they read;
 * structures are JSON texts; `Bytes` is the one place where the engines differ.
 */

export type Engine = "libsql" | "postgres"

/** libsql answers with an ArrayBuffer, pg with a Buffer that may lie anywhere in a larger block. */
type Bytes = ColumnType<ArrayBuffer | Uint8Array, Uint8Array, Uint8Array>

export type StudyRow = {
  id: string
  /** A regression leaves what only training has at 0 or null. */
  kind: ColumnType<"training" | "regression", "regression" | undefined, never>
  /** Of a regression whose coefficients are opened, base64url. */
  dealer_key: ColumnType<string | null, string | null | undefined, never>
  created_at: string
  spec: string
  study_hash: string
  state: string
  scaling: string | null
  committed_rounds: number
  last_committed_round: number
  last_round: number
  best_round: number
  /** Of a secure study, base64url. */
  policy_signature: string | null
  /** Of a secure study, JSON, each null until it is there. */
  totals: string | null
  roster: string | null
  finished_aggregation: string | null
  last_aggregation: number
  /** The round whose model is the current one, where it is not the last committed round's. */
  rolled_back_to: number | null
  /** From the specification, counted from the study's end. */
  retention_days: number
  /** When the relay forgets the study; null until it has ended. */
  delete_after: string | null
}

export type RoundRow = {
  study: string
  round: number
  phase: string
  opened_at: string
  closed_at: string | null
  /** JSON arrays of participants. */
  cohort: string
  survivors: string | null
  metrics: string | null
  reason: string | null
}

/** The weights after a round, the initial ones as round 0; only the best and the current are kept. */
type WeightsRow = { study: string; round: number; model_hash: string; bytes: Bytes }

/** State of the server's optimiser after the last committed round. */
type MomentsRow = { study: string; step: number; first: Bytes; second: Bytes }

type MemberRow = {
  study: string
  participant: string
  label: string
  /** By which invite it came in first: counts one use. */
  invite: string
  joined_at: string
  /** When it agreed to take part; null for one that has only looked. */
  agreed_at: string | null
  /** base64url; null for one that has only looked, or agreed before it was kept. */
  identity_key: string | null
}

export type InviteRow = {
  id: string
  study: string
  secret_hash: string
  created_at: string
  expires_at: string
  uses: number
  revoked_at: string | null
}

type ObserverRow = { token_hash: string; study: string; created_at: string }

/** Append-only. Holds no label, no value of data and no weight. */
export type EventRow = {
  number: Generated<number>
  study: string
  at: string
  kind: string
  participant: string | null
  round: number | null
  code: string | null
}

/** One run of a regression; the last one is the open one, if one is. */
export type RunRow = {
  study: string
  run: number
  phase: "open" | "ended" | "finished"
  began_at: string
  ended_at: string | null
  /** Of a run without a result, and what a refusal said. */
  reason: string | null
  code: string | null
  party: number | null
  refused_column: string | null
  /** JSON array of columns. */
  depends_on: string | null
  /** Opened sums as JSON, where sums are opened. */
  sums: string | null
}

/** What parties sent, as they sealed it: the last frames of an open run, and reports until the study goes. */
export type RunPayloadRow = {
  study: string
  run: number
  form: "frame" | "report"
  party: number
  bytes: Bytes
}

/** One row: the seed of the Ed25519 pair that the secure studies beside it name. */
type RelayKeyRow = { secret_key: Bytes }

export type Tables = {
  study: StudyRow
  round: RoundRow
  weights: WeightsRow
  moments: MomentsRow
  member: MemberRow
  invite: InviteRow
  observer: ObserverRow
  event: EventRow
  run: RunRow
  run_payload: RunPayloadRow
  relay_key: RelayKeyRow
}
