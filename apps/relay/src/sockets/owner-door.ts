import type { OwnerMessage } from "@tutti/protocol"
import type { OwnerLine } from "@tutti/transport"
import { hashSecret } from "../access/tokens.ts"
import type { Seat } from "../studies/lines.ts"
import type { Studies } from "../studies/studies.ts"
import type { StudyHost } from "../studies/study-host.ts"
import { type ChallengeParts, challenge, type Door } from "./challenge.ts"

export type DoorParts = ChallengeParts & { studies: Studies }

/**
 * The door of training studies: owners come in by an invite.
 * @returns hooks for the connection's heartbeat.
 */
export function receiveOwner(
  seat: Seat & { line: OwnerLine },
  { studies, ...parts }: DoorParts,
): { fellAsleep(): void; wokeUp(): void } {
  const door: Door<OwnerMessage, StudyHost> = {
    introduction: (message) => (message.kind === "identify" ? message : undefined),
    admit: ({ participant }, { study, label, invite = "" }) =>
      studies.admit({ study, participant, label, secretHash: hashSecret(invite) }),
    attach: (host, visitor) => host.attach(visitor, seat),
    detach: (host, participant) => host.detach(participant, seat),
    receive: (host, participant, message, payload) => {
      if (message.kind !== "identify") host.receive(participant, seat, message, payload)
    },
  }
  const { ifAdmitted } = challenge(seat.line, door, parts)
  return {
    fellAsleep: () => ifAdmitted((host, participant) => host.fellAsleep(participant, seat)),
    wokeUp: () => ifAdmitted((host, participant) => host.wokeUp(participant, seat)),
  }
}
