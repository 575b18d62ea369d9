import type { AggregationPurpose, FrozenRoster, RefusalCode, RelayMessage } from "@tutti/protocol"
import type { OwnerStep } from "@tutti/secure-aggregation"
import type { FurtherStep } from "../../../aggregation/member.ts"
import type { Declaration } from "../../declaration.ts"
import type { SecureRecord } from "./ports.ts"
import type { Contribution, PinnedRoster, SumSubject } from "./state.ts"

type Admitted = Extract<RelayMessage, { kind: "admitted" }>

/** Null where the study has no frozen roster yet. */
export type Checked = { ok: true; pinned: PinnedRoster | null } | { ok: false; code: RefusalCode }

/** What a secure study's participant hears of its own machine. */
export type SecureEvent =
  | { kind: "admission-checked"; message: Admitted; checked: Checked }
  | { kind: "roster-checked"; checked: Checked }
  /** Durable from here on. */
  | { kind: "record-kept"; record: SecureRecord }
  /** A step of the running sum may leave. */
  | { kind: "step-ready"; number: number; step: OwnerStep; bytes: Uint8Array<ArrayBuffer> }
  /** The sum waits for this owner's vector. */
  | { kind: "vector-wanted"; number: number }
  /** Its numbers fit no lane: none of them left. */
  | { kind: "vector-refused"; number: number; code: RefusalCode }
  | { kind: "sum-finished"; number: number }
  | { kind: "sum-refused"; number: number; code: RefusalCode }
  /** This machine could not go on. */
  | { kind: "sum-failed"; number: number; code: RefusalCode }

/** What a secure study's participant asks of its host. */
export type SecureEffect =
  /**
   * Check the study key's signature, and the roster if one came; then comes `admission-checked`. What the relay says
   * meanwhile waits.
   */
  | { kind: "check-admission"; message: Admitted }
  /** The same for a roster alone: check it against the record, and pin it if there is none. */
  | { kind: "check-roster"; roster: FrozenRoster }
  /** @property subject what the owner itself holds for this sum; null for statistics. */
  | {
      kind: "enter-sum"
      number: number
      purpose: AggregationPurpose
      subject: SumSubject | null
      offer: Uint8Array
    }
  | { kind: "take-step"; number: number; step: FurtherStep; bytes: Uint8Array }
  /** Put it into lanes and mask it. */
  | { kind: "contribute"; number: number; declared: Declaration; contribution: Contribution }
  /** Leave the running sum at once, and wipe it. */
  | { kind: "abandon-sum" }
  /** Nothing more comes of the running sum: answer what has come, then wipe it. */
  | { kind: "conclude-sum" }
