import type {
  FrozenRoster,
  ParticipantId,
  PartyRelayMessage,
  RefusalCode,
  RegressionEvent,
  StudyCommand,
} from "@tutti/protocol"
import type { AggregationTools } from "../../aggregation/ports.ts"
import type { Clock, Timers } from "../../training/clock.ts"
import type { RegressionRecord } from "../committed.ts"
import type { SeatedMessage } from "./events.ts"
import type { RegressionCoordinator } from "./state.ts"

/** What a regression's coordinator needs from the process that hosts it. */
export type RegressionPorts = {
  readonly clock: Clock
  readonly timers: Timers
  /** Hands a message to a socket and does not wait for it. Somebody without a socket is no error. */
  send(to: ParticipantId, message: PartyRelayMessage, payload: Uint8Array | undefined): void
  /** Durable before it resolves; nothing that follows from the record is sent earlier. */
  commit(record: RegressionRecord): Promise<void> | void
  log(event: RegressionEvent): void
  /** The state has changed: whoever shows it may ask for a new view. */
  changed(): void
  /** A bug, or a record that could not be written. The coordinator has stopped: only a new one goes on. */
  fault(error: unknown): void
  /** Signs offers where sums are opened, and checks what the study key has signed. */
  readonly aggregation: AggregationTools
}

/** One regression's coordinator at work. Calls are carried out one after the other, each with all its effects. */
export interface RunningRegression {
  state(): RegressionCoordinator
  /**
   * `start` begins a run, `stop` ends the study; a failed run is started anew by its admin.
   * @returns why nothing happened, or null.
   */
  command(command: StudyCommand["command"]): Promise<RefusalCode | null>
  /** Freezes the roster: checked, written and told to everybody. @returns why nothing happened, or null. */
  freeze(roster: FrozenRoster): Promise<RefusalCode | null>
  /** Somebody has identified itself by this key (base64url): the dealer if it is the dealer's, else an invited owner. */
  connected(participant: ParticipantId, label: string, identityKey: string): void
  disconnected(participant: ParticipantId): void
  /** A parsed message; the payload's bytes belong to the coordinator from now on. */
  receive(participant: ParticipantId, message: SeatedMessage, payload?: Uint8Array): void
  /** Resolves when everything that was asked before has been carried out. */
  idle(): Promise<void>
  /** Silences its timers; nothing is sent or committed any more. */
  close(): void
}
