import { identifyMessage, participantId, verifySignature } from "@tutti/crypto"
import { type Identify, ParticipantId, PROTOCOL_VERSION, type RefusalCode } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import type * as z from "zod"

export type Identified =
  /** @property identityKey base64url */
  { ok: true; participant: ParticipantId; identityKey: string } | { ok: false; code: RefusalCode }

/**
 * Who has answered the challenge. The signature covers this connection's nonce and the study, so that no answer can
 * be used again, elsewhere or later.
 * @param nonce [32], sent on this connection and used for one answer.
 */
export async function checkIdentity(
  nonce: Uint8Array,
  { protocol, study, publicKey, signature }: Omit<z.infer<typeof Identify>, "invite">,
): Promise<Identified> {
  if (protocol !== PROTOCOL_VERSION) return { ok: false, code: "E_VERSION" }
  const key = fromBase64url(publicKey)
  const signed = fromBase64url(signature)
  if (key === undefined || signed === undefined) return { ok: false, code: "E_IDENTITY" }
  if (!(await verifySignature(key, identifyMessage(nonce, study), signed)))
    return { ok: false, code: "E_IDENTITY" }
  return { ok: true, participant: ParticipantId.parse(participantId(key)), identityKey: toBase64url(key) }
}
