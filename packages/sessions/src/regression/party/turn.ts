import type { PartyMessage, RefusalCode } from "@tutti/protocol"
import type { PartyEffect } from "./events.ts"
import { NO_RUN, type RunRefusal, wipeRun } from "./run.ts"
import { type PartyState, phaseOf } from "./state.ts"
import type { PartyView } from "./view.ts"

/** One step under way: the state as it becomes, and what is to be done, in order. */
export class Turn {
  readonly effects: PartyEffect[] = []
  readonly #before: PartyState
  #state: PartyState

  constructor(
    state: PartyState,
    readonly nowMs: number,
  ) {
    this.#before = state
    this.#state = state
  }

  get state(): PartyState {
    return this.#state
  }

  set(changed: Partial<PartyState>): void {
    this.#state = { ...this.#state, ...changed }
  }

  show(changed: Partial<PartyView>): void {
    this.set({ view: { ...this.#state.view, ...changed } })
  }

  do(effect: PartyEffect): void {
    this.effects.push(effect)
  }

  send(message: PartyMessage, payload?: Uint8Array<ArrayBuffer>): void {
    this.do({ kind: "send", message, payload })
  }

  /** For good: nothing that the relay says changes it. */
  end(code: RefusalCode, column?: string): void {
    this.wipe()
    this.set({ over: "refused" })
    this.show({ refusal: code, refusedColumn: column ?? null, wait: null })
    this.do({ kind: "answer-admission", answer: { ok: false, refusal: code } })
    this.do({ kind: "answer-agreement", answer: { ok: false, refusal: code } })
    this.do({ kind: "hang-up" })
  }

  /** This run and no other: the relay learns why, and ends it for all. */
  refuseRun(run: number, { code, party, column, from }: RunRefusal): void {
    this.wipe()
    this.show({ refusal: code, refusedColumn: column ?? null })
    this.send({
      kind: "run-failed",
      run,
      code,
      ...(party === undefined ? {} : { party }),
      ...(column === undefined ? {} : { column }),
      ...(from === undefined ? {} : { from }),
    })
  }

  /** Nothing is left of an open run. */
  wipe(): void {
    wipeRun(this.#state.run)
    if (this.#state.sum !== null) this.do({ kind: "abandon-sum" })
    this.set({ run: NO_RUN, sum: null })
    this.show({ run: null })
  }

  done(): { state: PartyState; effects: readonly PartyEffect[] } {
    const phase = phaseOf(this.#state)
    if (this.#state !== this.#before && this.#state.view.phase !== phase) this.show({ phase })
    return { state: this.#state, effects: this.effects }
  }
}
