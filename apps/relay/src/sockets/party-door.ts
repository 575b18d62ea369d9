import type { PartyMessage, PartyRelayMessage } from "@tutti/protocol"
import type { PartyLine } from "@tutti/transport"
import { hashSecret } from "../access/tokens.ts"
import type { RegressionHost } from "../regressions/regression-host.ts"
import type { Regressions } from "../regressions/regressions.ts"
import type { Seat } from "../studies/lines.ts"
import { type ChallengeParts, challenge, type Door } from "./challenge.ts"

/** The door of regressions: the dealer comes in by its key, owners by an invite. */
export function receiveParty(
  seat: Seat<PartyRelayMessage> & { line: PartyLine },
  { regressions, ...parts }: ChallengeParts & { regressions: Regressions },
): void {
  const door: Door<PartyMessage, RegressionHost> = {
    introduction: (message) => (message.kind === "identify" ? message : undefined),
    admit: (visitor, { study, invite }) =>
      regressions.admit({ study, ...visitor, secretHash: invite === undefined ? null : hashSecret(invite) }),
    attach: (host, visitor) => host.attach(visitor, seat),
    detach: (host, participant) => host.detach(participant, seat),
    receive: (host, participant, message, payload) => {
      if (message.kind !== "identify") host.receive(participant, seat, message, payload)
    },
  }
  challenge(seat.line, door, parts)
}
