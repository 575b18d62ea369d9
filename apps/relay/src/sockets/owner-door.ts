import type { Random } from "@tutti/crypto"
import {
  LIMITS,
  type OwnerMessage,
  type ParticipantId,
  PROTOCOL_VERSION,
  type RefusalCode,
} from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import type { Timers } from "@tutti/transport"
import { hashSecret } from "../access/tokens.ts"
import { endWith, type Seat } from "../studies/lines.ts"
import type { Studies } from "../studies/studies.ts"
import type { StudyHost } from "../studies/study-host.ts"
import { checkIdentity } from "./identify.ts"

export type DoorParts = {
  studies: Studies
  random: Random
  timers: Timers
  onRefused(code: RefusalCode): void
}

/** Where a new socket stands. Only the last state hears anything but `identify`. */
type Visitor =
  | { kind: "challenged" }
  | { kind: "checked" }
  | { kind: "admitted"; host: StudyHost; participant: ParticipantId }
  | { kind: "gone" }

/**
 * Asks a new socket who it is, and lets it in or says why not. A socket that answers wrongly, with anything else, or
 * not in time is closed.
 * @returns hooks for the connection's heartbeat.
 */
export function receiveOwner(seat: Seat, parts: DoorParts): { fellAsleep(): void; wokeUp(): void } {
  const { line } = seat
  const { studies, random, timers, onRefused } = parts
  const nonce = random(32)
  let visitor: Visitor = { kind: "challenged" }

  const leave = () => {
    cancelTimeout()
    const before = visitor
    visitor = { kind: "gone" }
    if (before.kind === "admitted") before.host.detach(before.participant, seat)
  }
  const turnAway = (code: RefusalCode) => {
    leave()
    onRefused(code)
    endWith(line, code, timers)
  }
  const cancelTimeout = timers.start(LIMITS.identifyWithinMs, () => turnAway("E_NOT_IDENTIFIED"))

  const identify = async (message: Extract<OwnerMessage, { kind: "identify" }>) => {
    visitor = { kind: "checked" }
    const identified = await checkIdentity(nonce, message)
    if (!identified.ok) return turnAway(identified.code)
    const { participant, identityKey } = identified
    const admitted = await studies.admit({
      study: message.study,
      participant,
      label: message.label,
      secretHash: hashSecret(message.invite),
    })
    if (!admitted.ok) return turnAway(admitted.code)
    // The socket may have closed, or run out of time, while the signature and the invite were looked at.
    if (visitor.kind !== "checked") return
    cancelTimeout()
    visitor = { kind: "admitted", host: admitted.host, participant }
    admitted.host.attach({ participant, label: message.label, identityKey }, seat)
  }

  line.onMessage((message, payload) => {
    switch (visitor.kind) {
      case "admitted":
        // The challenge was answered; its nonce answers nothing twice.
        if (message.kind === "identify") return turnAway("E_DUPLICATE")
        return visitor.host.receive(visitor.participant, seat, message, payload)
      case "challenged":
        if (message.kind !== "identify") return turnAway("E_NOT_IDENTIFIED")
        identify(message).catch(() => turnAway("E_INTERNAL"))
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

  const whenAdmitted = (then: (host: StudyHost, participant: ParticipantId) => void) => () => {
    if (visitor.kind === "admitted") then(visitor.host, visitor.participant)
  }
  return {
    fellAsleep: whenAdmitted((host, participant) => host.fellAsleep(participant, seat)),
    wokeUp: whenAdmitted((host, participant) => host.wokeUp(participant, seat)),
  }
}
