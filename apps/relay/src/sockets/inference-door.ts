import type { InferenceMessage, InferenceRelayMessage, InferenceSeat } from "@tutti/protocol"
import { ownBytes } from "@tutti/ring"
import type { InferenceLine } from "@tutti/transport"
import { hashSecret } from "../access/tokens.ts"
import type { InferenceHost } from "../inferences/inference-host.ts"
import type { Inferences } from "../inferences/inferences.ts"
import type { Seat } from "../studies/lines.ts"
import type { Visitor } from "../studies/study-host.ts"
import { type ChallengeParts, challenge, type Door } from "./challenge.ts"

const NOTHING = new Uint8Array(0)

/** A visitor in its seat. */
type Seated = { readonly host: InferenceHost; readonly visitor: Visitor; readonly seat: InferenceSeat }

/** The door of encrypted inferences: model owner and dealer come in by their keys, the client by its link. */
export function receiveInference(
  socket: Seat<InferenceRelayMessage> & { line: InferenceLine },
  { inferences, ...parts }: ChallengeParts & { inferences: Inferences },
): void {
  const door: Door<InferenceMessage, Seated> = {
    introduction: (message) => (message.kind === "identify" ? message : undefined),
    admit: async (visitor, { study, invite }) => {
      const host = inferences.host(study)
      // Whoever holds no link does not learn which inferences there are.
      if (host === undefined) return { ok: false, code: "E_INVITE_UNKNOWN" }
      const found = host.seatFor(visitor, invite === undefined ? null : hashSecret(invite))
      return found.ok ? { ok: true, host: { host, visitor, seat: found.seat } } : found
    },
    attach: ({ host, visitor, seat }) => host.attach(visitor, seat, socket),
    detach: ({ host, visitor, seat }) => host.detach(visitor, seat, socket),
    receive: ({ host, visitor, seat }, _, message, payload) => {
      if (message.kind !== "identify")
        host.receive(visitor, seat, socket, message, payload === undefined ? NOTHING : ownBytes(payload))
    },
  }
  challenge(socket.line, door, parts)
}
