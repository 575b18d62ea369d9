import type { ColumnFindings, ParticipantId } from "@tutti/protocol"
import type { Setting } from "@tutti/regression"
import type { AggregationPhase } from "../../aggregation/ports.ts"
import type { CommittedRegression } from "../committed.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** Everything that the relay knows of a regression. Never written into: every step makes a new one. */
export type RegressionCoordinator = {
  readonly committed: CommittedRegression
  /** Of a study that opens coefficients: how long its frames are. */
  readonly setting: Setting | null
  readonly owners: ReadonlyMap<ParticipantId, RegressionOwner>
  readonly dealer: { readonly participant: ParticipantId; readonly online: boolean } | null
  /** The frozen roster, by index. */
  readonly parties: readonly ParticipantId[]
  readonly run: OpenRun | null
  /** A notice timer runs: those who wait will be told within its time. */
  readonly noticeDue: boolean
}

export type RegressionOwner = {
  readonly participant: ParticipantId
  readonly label: string
  /** base64url */
  readonly identityKey: string
  readonly online: boolean
  /** It has agreed on its present connection. */
  readonly enrolled: boolean
  readonly left: boolean
  /** Of its columns, as it said last; in memory alone. */
  readonly findings: ColumnFindings | null
  /** Payload bytes of the newest run. */
  readonly bytesUp: number
}

export type OpenRun = {
  readonly number: number
  readonly beganAtMs: number
  readonly step: RunStep
  /** Null while nothing runs out: when a run is open to its parties, its reports are waited for. */
  readonly deadlineAtMs: number | null
}

export type RunStep =
  | { readonly kind: "keys"; readonly dealer: Bytes | null; readonly parties: ReadonlyMap<number, Bytes> }
  | {
      readonly kind: "material"
      /** Parties whose material has come, and went on to them. */
      readonly dealt: ReadonlySet<number>
      readonly frameKeys: ReadonlyMap<number, Bytes>
      /** A party that has both begins at once. */
      readonly frames: ReadonlyMap<number, Bytes>
    }
  | { readonly kind: "frames"; readonly round: number; readonly frames: ReadonlyMap<number, Bytes> }
  /** What came is in the record. */
  | { readonly kind: "reports" }
  /** Where sums are opened. */
  | {
      readonly kind: "sum"
      /** In order of index. */
      readonly invited: readonly ParticipantId[]
      readonly phase: AggregationPhase
      readonly asked: ReadonlySet<ParticipantId>
      readonly answered: ReadonlySet<ParticipantId>
    }

/** Openings of a solve on shares. */
export const ROUNDS = 5
