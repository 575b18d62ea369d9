import { canonicalJson, constantTimeEqual, participantId, verifySignature } from "@tutti/crypto"
import { concatBytes, encodeUtf8, fromHex } from "@tutti/ring"
import * as z from "zod"

/** What every receipt has, besides what it says of its study. */
const Signed = z.looseObject({
  receipt: z.literal("tutti/receipt/1"),
  participant: z.string(),
  publicKey: z.string(),
  signature: z.string(),
})

/** What the signature of a receipt covers: "tutti/receipt/1", 0x00, the body's canonical JSON. */
export function receiptMessage(body: object): Uint8Array<ArrayBuffer> {
  return concatBytes(encodeUtf8("tutti/receipt/1"), Uint8Array.of(0), encodeUtf8(canonicalJson(body)))
}

export type CheckedReceipt =
  | { ok: true; body: Readonly<Record<string, unknown>> }
  | { ok: false; refusal: "not-a-receipt" | "wrong-signature" }

/**
 * Whether a receipt is as its owner's tab signed it. Needs nothing but the file: the participant's id is the hash
 * of the key that signed. It says nothing of who that owner is.
 */
export async function checkReceipt(text: string): Promise<CheckedReceipt> {
  const parsed = Signed.safeParse(parseJson(text))
  if (!parsed.success) return { ok: false, refusal: "not-a-receipt" }
  const { publicKey, signature, ...body } = parsed.data
  const [key, signed] = [fromHex(publicKey), fromHex(signature)]
  if (key === undefined || signed === undefined) return { ok: false, refusal: "not-a-receipt" }
  const sameOwner = constantTimeEqual(encodeUtf8(participantId(key)), encodeUtf8(body.participant))
  const sound = sameOwner && (await verifySignature(key, receiptMessage(body), signed))
  return sound ? { ok: true, body } : { ok: false, refusal: "wrong-signature" }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, and so no receipt: the parser has no other way to say so.
    return undefined
  }
}
