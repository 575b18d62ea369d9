import type { ParticipantId, PartyRelayMessage, RefusalCode, RegressionEvent } from "@tutti/protocol"
import { applyRegressionRecord, type CommittedRegression, type RegressionRecord } from "../committed.ts"
import type { CoordinatorEffect, CoordinatorTimer } from "./events.ts"
import type { OpenRun, RegressionCoordinator, RegressionOwner } from "./state.ts"

type Unstamped<Record> = Record extends RegressionRecord ? Omit<Record, "atMs"> : never
type Bytes = Uint8Array<ArrayBuffer>

/** One step under way: the state as it becomes, and what is to be done, in order. */
export class Turn {
  readonly effects: CoordinatorEffect[] = []
  #state: RegressionCoordinator

  constructor(
    state: RegressionCoordinator,
    readonly nowMs: number,
  ) {
    this.#state = state
  }

  get state(): RegressionCoordinator {
    return this.#state
  }

  get study(): CommittedRegression {
    return this.#state.committed
  }

  set(changed: Partial<RegressionCoordinator>): void {
    this.#state = { ...this.#state, ...changed }
  }

  owner(participant: ParticipantId): RegressionOwner | undefined {
    return this.#state.owners.get(participant)
  }

  change(participant: ParticipantId, changed: Partial<RegressionOwner>): void {
    const owner = this.owner(participant)
    if (owner) this.set({ owners: new Map(this.#state.owners).set(participant, { ...owner, ...changed }) })
  }

  setRun(changed: Partial<OpenRun>): void {
    const { run } = this.#state
    if (run) this.set({ run: { ...run, ...changed } })
  }

  /** Written down before anything that is asked for after it. */
  commit(record: Unstamped<RegressionRecord>): void {
    const stamped: RegressionRecord = { ...record, atMs: this.nowMs }
    this.set({ committed: applyRegressionRecord(this.study, stamped) })
    this.effects.push({ kind: "commit", record: stamped })
  }

  send(to: ParticipantId, message: PartyRelayMessage, payload?: Bytes): void {
    this.effects.push({ kind: "send", to, message, payload })
  }

  /** Everybody who is there: owners and the dealer. */
  tell(message: PartyRelayMessage): void {
    for (const { participant, online } of this.#state.owners.values())
      if (online) this.send(participant, message)
    const { dealer } = this.#state
    if (dealer?.online) this.send(dealer.participant, message)
  }

  refuse(to: ParticipantId, of: string, code: RefusalCode): void {
    this.send(to, { kind: "refused", code, of })
    this.log("refused", { participant: to, code })
  }

  log(kind: RegressionEvent["kind"], about: Partial<Omit<RegressionEvent, "kind">> = {}): void {
    const run = this.#state.run?.number ?? null
    this.effects.push({ kind: "log", event: { kind, participant: null, run, code: null, ...about } })
  }

  startTimer(timer: CoordinatorTimer, afterMs: number): void {
    this.effects.push({ kind: "start-timer", timer, afterMs })
  }

  cancelTimer(timer: CoordinatorTimer): void {
    this.effects.push({ kind: "cancel-timer", timer })
  }
}
