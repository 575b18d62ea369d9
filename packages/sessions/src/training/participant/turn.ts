import type { OwnerMessage } from "@tutti/protocol"
import type { ParticipantEffect } from "./events.ts"
import { type Participant, phaseOf } from "./state.ts"
import type { OwnerView } from "./view.ts"

/** One step in the making; see the coordinator's. */
export class Turn {
  readonly effects: ParticipantEffect[] = []

  constructor(
    public state: Participant,
    readonly nowMs: number,
  ) {}

  /** The view's phase follows at once, and the view is the same object while nothing in it changes. */
  set(change: Partial<Participant>): void {
    const state = { ...this.state, ...change }
    const phase = phaseOf(state)
    this.state = phase === state.view.phase ? state : { ...state, view: { ...state.view, phase } }
  }

  show(change: Partial<OwnerView>): void {
    this.set({ view: { ...this.state.view, ...change } })
  }

  do(effect: ParticipantEffect): void {
    this.effects.push(effect)
  }

  /** What cannot be sent now is not sent later either: whoever is back says anew what still holds. */
  send(message: OwnerMessage, weights?: Float32Array): void {
    if (this.state.admitted) this.effects.push({ kind: "send", message, ...(weights && { weights }) })
  }
}
