import type {
  ParticipantId,
  RefusalCode,
  RelayMessage,
  RosterState,
  StudyEvent,
  TrainingPlan,
} from "@tutti/protocol"
import { applyCommit, type CommitRecord, type CommittedStudy } from "../committed.ts"
import type { CoordinatorEffect, TimerName } from "../events.ts"
import { type Mark, mark } from "./score.ts"
import type { Coordinator, OpenRound, Owner, Phase } from "./state.ts"

type Untimed<Record> = Record extends CommitRecord ? Omit<Record, "atMs"> : never

/**
 * One step in the making: the state so far and the effects so far. The only thing that a transition writes to, and
 * gone when `step` returns, so that from outside a step is a function of state and event.
 */
export class Turn {
  readonly effects: CoordinatorEffect[] = []

  constructor(
    public state: Coordinator,
    readonly nowMs: number,
  ) {}

  get study(): CommittedStudy {
    return this.state.committed
  }

  get plan(): TrainingPlan {
    return this.state.committed.spec.training
  }

  set(change: Partial<Coordinator>): void {
    this.state = { ...this.state, ...change }
  }

  /** Writes the record and takes it into the state: what runs always equals the fold of what was written. */
  commit(record: Untimed<CommitRecord>): void {
    const timed: CommitRecord = { ...record, atMs: this.nowMs }
    this.effects.push({ kind: "commit", record: timed })
    this.set({ committed: applyCommit(this.study, timed) })
  }

  send(to: readonly ParticipantId[], message: RelayMessage, weights?: Float32Array): void {
    if (to.length === 0) return
    this.effects.push({ kind: "send", to, message, ...(weights && { weights }) })
  }

  startTimer(timer: TimerName, afterMs: number): void {
    this.effects.push({ kind: "start-timer", timer, afterMs })
  }

  cancelTimer(timer: TimerName): void {
    this.effects.push({ kind: "cancel-timer", timer })
  }

  log(kind: StudyEvent["kind"], about: Partial<Omit<StudyEvent, "kind" | "at">> = {}): void {
    this.effects.push({ kind: "log", event: { kind, participant: null, round: null, code: null, ...about } })
  }

  owner(participant: ParticipantId): Owner | undefined {
    return this.state.roster.get(participant)
  }

  /** Owners that are not in the roster are left out. */
  change(participants: readonly ParticipantId[], change: Partial<Omit<Owner, "participant">>): void {
    this.set({ roster: this.state.roster.change(participants, (owner) => ({ ...owner, ...change })) })
  }

  /** What the roster shows of these owners from now on. */
  show(participants: readonly ParticipantId[], state: RosterState, code: RefusalCode | null = null): void {
    const shown = (owner: Owner) =>
      owner.state === state && owner.code === code ? owner : { ...owner, state, code, sinceMs: this.nowMs }
    this.set({ roster: this.state.roster.change(participants, shown) })
  }

  /** What these owners do in the open round from now on, or have done one after the other. */
  note(participants: readonly ParticipantId[], ...begun: readonly Mark[]): void {
    const { phase } = this.state
    if (!("round" in phase)) return
    const score = mark(phase.round.score, participants, ...begun)
    this.changeRound({ score })
  }

  changeRound(change: Partial<Pick<OpenRound, "score" | "then">>): void {
    const { phase } = this.state
    // Two branches, because a trusted round knows more of its members than a secure one.
    if (phase.kind === "adding-updates")
      this.set({ phase: { ...phase, round: { ...phase.round, ...change } } })
    else if ("round" in phase) this.set({ phase: { ...phase, round: { ...phase.round, ...change } } })
  }

  /** Leaves a phase for another. Each phase starts the timers that it needs after this. */
  enter(phase: Phase): void {
    for (const timer of ["phase", "grace", "quorum"] as const) this.cancelTimer(timer)
    this.set({ phase })
  }
}
