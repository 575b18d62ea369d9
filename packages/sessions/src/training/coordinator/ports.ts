import type {
  FrozenRoster,
  OwnerMessage,
  ParticipantId,
  RefusalCode,
  RelayMessage,
  StudyCommand,
  StudyEvent,
} from "@tutti/protocol"
import type { AggregationTools } from "../../aggregation/ports.ts"
import type { Clock, Timers } from "../clock.ts"
import type { CommitRecord } from "../committed.ts"
import type { Coordinator } from "./state.ts"

/** What a coordinator needs from the process that hosts it. */
export type CoordinatorPorts = {
  clock: Clock
  timers: Timers
  /**
   * Hands a message to an owner's socket and does not wait for it. One payload goes to many owners as the same array.
   * An owner without a socket is no error.
   */
  send(to: ParticipantId, message: RelayMessage, payload: Uint8Array | undefined): void
  /** Durable before it resolves; nothing that follows from the record is sent earlier. */
  commit(record: CommitRecord): Promise<void> | void
  log(event: Omit<StudyEvent, "at">): void
  /** The state has changed: whoever shows it may ask for a new view. */
  changed(): void
  /** A bug, or a record that could not be written. The coordinator has stopped: only a new one goes on from what stands. */
  fault(error: unknown): void
  /** Secure studies need it, and no other. */
  aggregation?: AggregationTools
}

/** What an owner may say once it is let in; identification is over by then and belongs to the door. */
export type AdmittedMessage = Exclude<OwnerMessage, { kind: "identify" }>

/**
 * One study's coordinator at work. Calls are carried out one after the other, in the order they were made, each with
 * all its effects before the next.
 */
export interface RunningCoordinator {
  state(): Coordinator
  /** @returns why nothing happened, or null. */
  command(command: StudyCommand["command"]): Promise<RefusalCode | null>
  /**
   * Freezes the roster of a secure study: checked, written and told to everybody.
   * @returns why nothing happened (E_ROSTER, E_POLICY, E_TOO_FEW_OWNERS, E_WRONG_STATE, E_STUDY_CLOSED), or null.
   */
  freeze(roster: FrozenRoster): Promise<RefusalCode | null>
  /** The owner has identified itself by this key (base64url). Answers with `admitted` and whatever the owner has to do now. */
  connected(participant: ParticipantId, label: string, identityKey: string): void
  disconnected(participant: ParticipantId): void
  fellAsleep(participant: ParticipantId): void
  wokeUp(participant: ParticipantId): void
  /**
   * A parsed message of an admitted owner; refusals go back as `refused`. The payload's bytes are not copied: the
   * caller does not touch them again.
   */
  receive(participant: ParticipantId, message: AdmittedMessage, payload?: Uint8Array): void
  /** Resolves when everything that was asked before has been carried out. */
  idle(): Promise<void>
  /** Silences its timers; nothing is sent or committed any more. */
  close(): void
}
