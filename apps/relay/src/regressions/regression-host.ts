import type {
  EnrolledOwners,
  FrozenRoster,
  ParticipantId,
  PartyRelayMessage,
  RefusalCode,
  RegressionEvent,
  RegressionOutcome,
  RegressionView,
  StudyCommand,
  StudyId,
  StudyState,
} from "@tutti/protocol"
import {
  type CommittedRegression,
  driveRegression,
  enrolledParties,
  isDealer,
  type RegressionRecord,
  type RunningRegression,
  regressionOutcome,
  regressionView,
  resumeRegression,
  type SeatedMessage,
} from "@tutti/sessions/regression"
import type { Clock, Timers } from "@tutti/transport"
import type { Log } from "../observability/log.ts"
import type { Metrics } from "../observability/metrics.ts"
import type { RegressionStore } from "../store/regression-store.ts"
import { Lines, type Seat } from "../studies/lines.ts"
import { aggregationTools, type SecureParts } from "../studies/secure-parts.ts"
import type { Visitor } from "../studies/study-host.ts"
import { Watchers } from "../studies/watchers.ts"

export type RegressionParts = {
  store: RegressionStore
  clock: Clock
  timers: Timers
  log: Log
  metrics: Metrics
  secure: SecureParts
}

type PartySeat = Seat<PartyRelayMessage>
/** One regression at work: its coordinator, the sockets of its parties and its dealer, and those who watch it. */
export class RegressionHost {
  readonly study: StudyId
  readonly #parts: RegressionParts
  readonly #coordinator: RunningRegression
  readonly #lines: Lines<PartyRelayMessage>
  readonly #watchers = new Watchers()
  readonly #onFault: () => void

  /**
   * Goes on from what was committed.
   * @param onFault this host has stopped and closed its sockets: whoever comes next needs a new one.
   */
  constructor(committed: CommittedRegression, parts: RegressionParts, onFault: () => void) {
    this.study = committed.study
    this.#parts = parts
    this.#onFault = onFault
    this.#lines = new Lines(parts.timers)
    this.#coordinator = driveRegression(resumeRegression(committed, parts.clock.nowMs()), {
      clock: parts.clock,
      timers: parts.timers,
      send: (to, message, payload) => this.#send(to, message, payload),
      commit: (record) => this.#commit(record),
      log: (event) => this.#log(event),
      changed: () => this.#changed(),
      fault: (error) => this.#fault(error),
      aggregation: aggregationTools(parts.secure),
    })
  }

  state(): StudyState {
    return this.#coordinator.state().committed.state
  }

  ended(): boolean {
    const state = this.state()
    return state === "finished" || state === "stopped"
  }

  /** Owners that this host has seen, and those who agreed before. */
  owners(): number {
    return this.#coordinator.state().owners.size
  }

  /** Runs begun. */
  runs(): number {
    return this.#coordinator.state().committed.lastRun
  }

  knows(participant: ParticipantId): boolean {
    return this.#coordinator.state().owners.has(participant)
  }

  /** @param identityKey base64url */
  isDealer(identityKey: string): boolean {
    return isDealer(this.#coordinator.state().committed.spec, identityKey)
  }

  /** Everything that a page shows, as of now. */
  view(): RegressionView {
    return regressionView(this.#coordinator.state(), this.#parts.clock.nowMs())
  }

  /** What a finished run has left for the admin; null before. */
  outcome(): RegressionOutcome | null {
    return regressionOutcome(this.#coordinator.state().committed)
  }

  command(command: StudyCommand["command"]): Promise<RefusalCode | null> {
    return this.#coordinator.command(command)
  }

  /** Who would be in the roster if it were frozen now. */
  enrolled(): EnrolledOwners["owners"] {
    return enrolledParties(this.#coordinator.state())
  }

  freeze(roster: FrozenRoster): Promise<RefusalCode | null> {
    return this.#coordinator.freeze(roster)
  }

  /** A party or the dealer has identified itself and was let in; an older socket of the same one ends. */
  attach({ participant, label, identityKey }: Visitor, seat: PartySeat): void {
    if (!this.#lines.attach(participant, seat)) return
    this.#coordinator.connected(participant, label, identityKey)
  }

  detach(participant: ParticipantId, seat: PartySeat): void {
    if (this.#lines.detach(participant, seat)) this.#coordinator.disconnected(participant)
  }

  /** A parsed message. */
  receive(participant: ParticipantId, seat: PartySeat, message: SeatedMessage, payload?: Uint8Array): void {
    if (this.#lines.holds(participant, seat)) this.#coordinator.receive(participant, message, payload)
  }

  /**
   * @param changed called for every change of the view.
   * @param gone called once when the study ends its life here: deleted, or its relay goes.
   * @returns the remover.
   */
  onChange(changed: () => void, gone: () => void): () => void {
    return this.#watchers.add(changed, gone)
  }

  /** Stops for good: with a code everybody is told why, without they come back by themselves. */
  async close(code?: RefusalCode): Promise<void> {
    this.#coordinator.close()
    this.#lines.closeAll(code)
    this.#watchers.gone()
    await this.#coordinator.idle()
  }

  #send(to: ParticipantId, message: PartyRelayMessage, payload: Uint8Array | undefined): void {
    if (message.kind === "refused") this.#parts.metrics.refused(message.code)
    this.#lines.send(to, message, payload)
  }

  async #commit(record: RegressionRecord): Promise<void> {
    const { store, metrics } = this.#parts
    const measured = metrics.commits.startTimer()
    await store.commitRegression(this.study, record)
    measured()
    if (record.kind === "run-finished") metrics.runs.inc({ outcome: "finished" })
    if (record.kind === "run-ended") metrics.runs.inc({ outcome: record.reason })
  }

  #log({ kind, participant, run, code }: RegressionEvent): void {
    this.#parts.log.info(`regression: ${kind}`, {
      study: this.study,
      ...(participant === null ? {} : { participant }),
      ...(run === null ? {} : { run }),
      ...(code === null ? {} : { code }),
    })
  }

  #changed(): void {
    this.#watchers.changed()
  }

  #fault(error: unknown): void {
    this.#parts.log.error("a regression has stopped; it goes on from its last commit", {
      study: this.study,
      error,
    })
    this.#parts.metrics.refused("E_INTERNAL")
    this.#onFault()
  }
}
