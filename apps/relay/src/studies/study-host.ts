import type {
  EnrolledOwners,
  FrozenRoster,
  ParticipantId,
  RefusalCode,
  RelayMessage,
  StudyCommand,
  StudyEvent,
  StudyId,
  StudyState,
  StudyView,
} from "@tutti/protocol"
import {
  type AdmittedMessage,
  type CommitRecord,
  type CommittedStudy,
  driveCoordinator,
  enrolledOwners,
  type RunningCoordinator,
  resume,
  studyState,
  studyView,
} from "@tutti/sessions/training"
import type { Clock, Timers } from "@tutti/transport"
import type { Log } from "../observability/log.ts"
import type { Metrics } from "../observability/metrics.ts"
import type { StudyStore } from "../store/study-store.ts"
import { EventLog } from "./event-log.ts"
import { Lines, type Seat } from "./lines.ts"
import { PhaseClock } from "./phase-clock.ts"
import { aggregationTools, type SecureParts } from "./secure-parts.ts"
import { Watchers } from "./watchers.ts"

export type HostParts = {
  store: StudyStore
  clock: Clock
  timers: Timers
  log: Log
  metrics: Metrics
  secure: SecureParts
}

/** @property identityKey base64url, whose hash is the participant */
export type Visitor = { participant: ParticipantId; label: string; identityKey: string }

/** One study at work: its coordinator, the sockets of its owners, its log, and those who watch it. */
export class StudyHost {
  readonly study: StudyId
  readonly #parts: HostParts
  readonly #coordinator: RunningCoordinator
  readonly #events: EventLog
  readonly #lines: Lines
  readonly #phases: PhaseClock
  readonly #watchers = new Watchers()
  readonly #onFault: () => void

  /**
   * Goes on from what was committed; a round that was open is abandoned first.
   * @param newest the study's last events, oldest first.
   * @param onFault this host has stopped and closed its sockets: whoever comes next needs a new one.
   */
  constructor(
    committed: CommittedStudy,
    newest: readonly StudyEvent[],
    parts: HostParts,
    onFault: () => void,
  ) {
    this.study = committed.study
    this.#parts = parts
    this.#onFault = onFault
    this.#lines = new Lines(parts.timers)
    this.#events = new EventLog(committed.study, newest, parts)
    this.#phases = new PhaseClock(parts.metrics)
    this.#coordinator = driveCoordinator(resume(committed, parts.clock.nowMs()), {
      clock: parts.clock,
      timers: parts.timers,
      send: (to, message, payload) => this.#send(to, message, payload),
      commit: (record) => this.#commit(record),
      log: (event) => this.#events.append(event),
      changed: () => this.#changed(),
      fault: (error) => this.#fault(error),
      ...(committed.spec.mode === "secure" ? { aggregation: aggregationTools(parts.secure) } : {}),
    })
  }

  /** What runs is running, also in a round after which the study pauses. */
  state(): StudyState {
    return studyState(this.#coordinator.state())
  }

  ended(): boolean {
    return this.#coordinator.state().phase.kind === "ended"
  }

  /** Owners on the roster: those who came since this host began, and those who agreed before. */
  owners(): number {
    return this.#coordinator.state().roster.size
  }

  knows(participant: ParticipantId): boolean {
    return this.#coordinator.state().roster.has(participant)
  }

  committedRounds(): number {
    return this.#coordinator.state().committed.committedRounds
  }

  /** Everything that a cockpit shows, as of now. */
  view(): StudyView {
    return studyView(this.#coordinator.state(), this.#parts.clock.nowMs(), {
      instant: (ms) => new Date(ms).toISOString(),
      traffic: (participant) => this.#lines.traffic(participant),
      events: this.#events.shown,
    })
  }

  /** Begins the event log of a study that is new. */
  created(): void {
    this.#events.append({ kind: "created", participant: null, round: null, code: null })
  }

  command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    return this.#coordinator.command(command)
  }

  /** Who would be in a secure study's roster if it were frozen now. */
  enrolled(): EnrolledOwners["owners"] {
    return enrolledOwners(this.#coordinator.state())
  }

  freeze(roster: FrozenRoster): Promise<RefusalCode | null> {
    return this.#coordinator.freeze(roster)
  }

  /** An owner has identified itself and was let in; an older socket of the same owner ends. */
  attach({ participant, label, identityKey }: Visitor, seat: Seat): void {
    if (!this.#lines.attach(participant, seat)) return
    this.#coordinator.connected(participant, label, identityKey)
  }

  detach(participant: ParticipantId, seat: Seat): void {
    if (this.#lines.detach(participant, seat)) this.#coordinator.disconnected(participant)
  }

  /** A parsed message. The payload is not copied: nobody writes to it any more. */
  receive(participant: ParticipantId, seat: Seat, message: AdmittedMessage, payload?: Uint8Array): void {
    if (this.#lines.holds(participant, seat)) this.#coordinator.receive(participant, message, payload)
  }

  fellAsleep(participant: ParticipantId, seat: Seat): void {
    if (this.#lines.holds(participant, seat)) this.#coordinator.fellAsleep(participant)
  }

  wokeUp(participant: ParticipantId, seat: Seat): void {
    if (this.#lines.holds(participant, seat)) this.#coordinator.wokeUp(participant)
  }

  /**
   * @param changed called for every change of the view.
   * @param gone called once when the study ends its life here: deleted, or its relay goes.
   * @returns the remover.
   */
  onChange(changed: () => void, gone: () => void): () => void {
    return this.#watchers.add(changed, gone)
  }

  /** Stops for good: with a code its owners are told why, without they come back by themselves. */
  async close(code?: RefusalCode): Promise<void> {
    this.#coordinator.close()
    this.#lines.closeAll(code)
    this.#watchers.gone()
    await this.#coordinator.idle()
    await this.#events.written()
  }

  #send(to: ParticipantId, message: RelayMessage, payload: Uint8Array | undefined): void {
    if (message.kind === "refused") this.#parts.metrics.refused(message.code)
    this.#lines.send(to, message, payload)
  }

  async #commit(record: CommitRecord): Promise<void> {
    const { store, metrics } = this.#parts
    const measured = metrics.commits.startTimer()
    await store.commit(this.study, record)
    measured()
    if (record.kind === "round-committed") metrics.rounds.inc({ outcome: "committed" })
    if (record.kind === "round-abandoned") metrics.rounds.inc({ outcome: record.reason })
  }

  #changed(): void {
    this.#phases.look(this.#coordinator.state(), this.#parts.clock.nowMs())
    this.#watchers.changed()
  }

  #fault(error: unknown): void {
    this.#parts.log.error("a study has stopped; it goes on from its last commit", {
      study: this.study,
      error,
    })
    this.#parts.metrics.refused("E_INTERNAL")
    this.#onFault()
  }
}
