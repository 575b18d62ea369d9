import type { OwnerMessage } from "@tutti/protocol"
import type { ParticipantEffect } from "./events.ts"
import { type Participant, phaseOf } from "./state.ts"
import type { OwnerView } from "./view.ts"

/** What holds an owner's numbers as they are. */
type PlainMessage = Extract<OwnerMessage, { kind: "ready" | "update" | "evaluation" }>
/** What any owner may say in any mode. In a secure study there is nothing else to say. */
type GuardedMessage = Exclude<OwnerMessage, PlainMessage>
/**
 * A step that cannot say anything plain: code that takes one compiles only while neither it nor anything that it calls
 * sends such a message. All of `secure/` takes these, and so does what both modes share.
 */
export type GuardedTurn = Turn<GuardedMessage>

/** One step in the making; see the coordinator's. */
export class Turn<Message extends OwnerMessage = OwnerMessage> {
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

  do(effect: Exclude<ParticipantEffect, { kind: "send" }>): void {
    this.effects.push(effect)
  }

  /**
   * What cannot be sent now is not sent later either: whoever is back says anew what still holds. A property and not a
   * method, so that a turn that may say less is not taken for one that may say more.
   */
  readonly send = (message: Message, payload?: Uint8Array): void => {
    if (this.state.admitted) this.effects.push({ kind: "send", message, ...(payload && { payload }) })
  }

  /** The answer to a challenge goes out before the owner is let in. */
  identify(message: Extract<OwnerMessage, { kind: "identify" }>): void {
    this.effects.push({ kind: "send", message })
  }
}
