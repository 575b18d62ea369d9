import type {
  InferenceRelayMessage,
  InferenceSeat,
  InferenceSpec,
  RefusalCode,
  StudyHash,
  StudyId,
} from "@tutti/protocol"
import {
  newRoom,
  type Room,
  type RoomEffect,
  type RoomEvent,
  type RoomMessage,
  roomStep,
} from "@tutti/sessions/inference"
import type { Clock, Timers } from "@tutti/transport"
import type { Log } from "../observability/log.ts"
import { Lines, type Seat } from "../studies/lines.ts"
import type { Visitor } from "../studies/study-host.ts"

export type InferenceParts = {
  clock: Clock
  timers: Timers
  log: Log
  /** By which every sealed letter is held back, to see how a run fares over a long line; 0 as a rule. */
  letterDelayMs: number
}

/** As its model owner has signed it. */
export type DeclaredInference = {
  readonly study: StudyId
  readonly spec: InferenceSpec
  readonly studyHash: StudyHash
  readonly policySignature: string
  /** Of the secret in the client's link, hex. */
  readonly inviteHash: string
  /** The number of its last run, where this relay had forgotten it; else 0. */
  readonly lastRun: number
}

type InferenceSocket = Seat<InferenceRelayMessage>

/** One inference at the relay: the room where the three meet, and their sockets. Nothing of it is kept. */
export class InferenceHost {
  readonly declared: DeclaredInference
  readonly #parts: InferenceParts
  readonly #lines: Lines<InferenceRelayMessage>
  readonly #visitors = new Map<InferenceSeat, Visitor>()
  #room: Room
  #silence = () => {}

  constructor(declared: DeclaredInference, parts: InferenceParts) {
    this.declared = declared
    this.#parts = parts
    this.#lines = new Lines(parts.timers)
    this.#room = newRoom(declared.spec.deadlineMs, declared.lastRun)
  }

  isEmpty(): boolean {
    return this.#visitors.size === 0
  }

  /**
   * The seat of a visitor whose signature is good: model owner and dealer by their keys, anybody else who holds the link as
   * the client, one at a time.
   */
  seatFor(
    { identityKey }: Visitor,
    secretHash: string | null,
  ): { ok: true; seat: InferenceSeat } | { ok: false; code: RefusalCode } {
    const { spec, inviteHash } = this.declared
    if (identityKey === spec.ownerKey) return { ok: true, seat: "owner" }
    if (identityKey === spec.dealerKey) return { ok: true, seat: "dealer" }
    if (secretHash !== inviteHash) return { ok: false, code: "E_INVITE_UNKNOWN" }
    const other = this.#visitors.get("client")
    return other === undefined || other.identityKey === identityKey
      ? { ok: true, seat: "client" }
      : { ok: false, code: "E_STUDY_FULL" }
  }

  attach(visitor: Visitor, seat: InferenceSeat, socket: InferenceSocket): void {
    if (!this.#lines.attach(visitor.participant, socket)) return
    this.#visitors.set(seat, visitor)
    const { study, spec, studyHash, policySignature } = this.declared
    const { participant, identityKey } = visitor
    const admitted = { kind: "admitted", participant, study, spec, studyHash, policySignature, seat } as const
    this.#lines.send(participant, admitted, undefined)
    this.#happened({ kind: "came", seat, identityKey, nowMs: this.#now() })
  }

  detach(visitor: Visitor, seat: InferenceSeat, socket: InferenceSocket): void {
    if (!this.#lines.detach(visitor.participant, socket)) return
    this.#visitors.delete(seat)
    this.#happened({ kind: "left", seat, nowMs: this.#now() })
  }

  receive(
    visitor: Visitor,
    from: InferenceSeat,
    socket: InferenceSocket,
    message: RoomMessage,
    payload: Uint8Array<ArrayBuffer>,
  ): void {
    if (this.#lines.holds(visitor.participant, socket))
      this.#happened({ kind: "received", from, message, payload, nowMs: this.#now() })
  }

  /** @param code tells everybody why it is over; without, they come back by themselves. */
  close(code?: RefusalCode): void {
    this.#silence()
    this.#visitors.clear()
    this.#lines.closeAll(code)
  }

  #now(): number {
    return this.#parts.clock.nowMs()
  }

  #happened(event: RoomEvent): void {
    const { state, effects } = roomStep(this.#room, event)
    this.#room = state
    for (const effect of effects) this.#carryOut(effect)
  }

  #carryOut(effect: RoomEffect): void {
    switch (effect.kind) {
      case "send": {
        const { participant } = this.#visitors.get(effect.to) ?? {}
        if (participant === undefined) return
        const send = () => this.#lines.send(participant, effect.message, effect.payload)
        const { letterDelayMs, timers } = this.#parts
        if (letterDelayMs > 0 && effect.message.kind === "letter") timers.start(letterDelayMs, send)
        else send()
        return
      }
      case "start-timer":
        this.#silence()
        this.#silence = this.#parts.timers.start(effect.afterMs, () =>
          this.#happened({ kind: "timer", nowMs: this.#now() }),
        )
        return
      case "log":
        this.#parts.log.info(`inference: ${effect.what}`, {
          study: this.declared.study,
          run: effect.run,
          ...(effect.reason === null ? {} : { reason: effect.reason }),
        })
    }
  }
}
