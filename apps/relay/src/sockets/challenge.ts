import type { Random } from "@tutti/crypto"
import {
  type Challenge,
  LIMITS,
  type ParticipantId,
  type PartyIdentify,
  PROTOCOL_VERSION,
  type RefusalCode,
  type Refused,
} from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import type { Timers } from "@tutti/transport"
import type * as z from "zod"
import { endWith, type Line } from "../studies/lines.ts"
import type { Visitor } from "../studies/study-host.ts"
import { checkIdentity } from "./identify.ts"

export type ChallengeParts = {
  random: Random
  timers: Timers
  onRefused(code: RefusalCode): void
}

/** How a visitor names itself; the dealer of a regression has no invite. */
type Introduction = z.infer<typeof PartyIdentify>

type Letters<Message> = {
  onMessage(listener: (message: Message, payload: Uint8Array | undefined) => void): () => void
  onDisconnect(listener: (reason: string) => void): () => void
}
type DoorLine<Message> = Line<z.infer<typeof Challenge> | z.infer<typeof Refused>> & Letters<Message>

/** What is behind one door: who may come in, and where it goes what they say. */
export type Door<Message, Host> = {
  /** The introduction, if the message is one. */
  introduction(message: Message): Introduction | undefined
  /** @param visitor whose signature is good. */
  admit(
    visitor: Visitor,
    introduction: Introduction,
  ): Promise<{ ok: true; host: Host } | { ok: false; code: RefusalCode }>
  attach(host: Host, visitor: Visitor): void
  detach(host: Host, participant: ParticipantId): void
  receive(host: Host, participant: ParticipantId, message: Message, payload: Uint8Array | undefined): void
}

/** Where a new socket stands. Only the last state hears anything but an introduction. */
type Standing<Host> =
  | { kind: "challenged" }
  | { kind: "checked" }
  | { kind: "admitted"; host: Host; participant: ParticipantId }
  | { kind: "gone" }

/**
 * Asks a new socket who it is, and lets it in or says why not. A socket that answers wrongly, with anything else, or
 * not in time is closed.
 * @returns what does something with whoever has been let in, as the connection's heartbeat does.
 */
export function challenge<Message, Host>(
  line: DoorLine<Message>,
  door: Door<Message, Host>,
  { random, timers, onRefused }: ChallengeParts,
): { ifAdmitted(then: (host: Host, participant: ParticipantId) => void): void } {
  const nonce = random(32)
  let standing: Standing<Host> = { kind: "challenged" }

  const leave = () => {
    cancelTimeout()
    const before = standing
    standing = { kind: "gone" }
    if (before.kind === "admitted") door.detach(before.host, before.participant)
  }
  const turnAway = (code: RefusalCode) => {
    leave()
    onRefused(code)
    endWith(line, code, timers)
  }
  const cancelTimeout = timers.start(LIMITS.identifyWithinMs, () => turnAway("E_NOT_IDENTIFIED"))

  const identify = async (introduction: Introduction) => {
    standing = { kind: "checked" }
    const identified = await checkIdentity(nonce, introduction)
    if (!identified.ok) return turnAway(identified.code)
    const { participant, identityKey } = identified
    const visitor = { participant, label: introduction.label, identityKey }
    const admitted = await door.admit(visitor, introduction)
    if (!admitted.ok) return turnAway(admitted.code)
    // The socket may have closed, or run out of time, while the signature and the invite were looked at.
    if (standing.kind !== "checked") return
    cancelTimeout()
    standing = { kind: "admitted", host: admitted.host, participant }
    door.attach(admitted.host, visitor)
  }

  line.onMessage((message, payload) => {
    const introduction = door.introduction(message)
    switch (standing.kind) {
      case "admitted":
        // The challenge was answered; its nonce answers nothing twice.
        if (introduction !== undefined) return turnAway("E_DUPLICATE")
        return door.receive(standing.host, standing.participant, message, payload)
      case "challenged":
        if (introduction === undefined) return turnAway("E_NOT_IDENTIFIED")
        identify(introduction).catch(() => turnAway("E_INTERNAL"))
        return
      case "checked":
        return turnAway("E_NOT_IDENTIFIED")
      case "gone":
        return
    }
  })
  line.onDisconnect(leave)
  line.sendShared({ kind: "challenge", protocol: PROTOCOL_VERSION, nonce: toBase64url(nonce) }).catch(() => {
    // A socket that leaves before its challenge arrives has been told of by `onDisconnect`.
  })
  return {
    ifAdmitted: (then) => {
      if (standing.kind === "admitted") then(standing.host, standing.participant)
    },
  }
}
