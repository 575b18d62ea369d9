import type { Identity } from "@tutti/crypto"
import type { StudyHash, StudyId } from "@tutti/protocol"
import { PROTOCOL_VERSION } from "@tutti/protocol"
import { toHex } from "@tutti/ring"
import { receiptMessage } from "@tutti/sdk"
import { type History, ownCountedRounds } from "./history.ts"
import { LEDGER_KINDS } from "./ledger.ts"

/** What an owner can show later: what was agreed to, what left, what came back. It names no file and no column. */
export type ReceiptBody = {
  receipt: "tutti/receipt/1"
  study: StudyId
  title: string
  organiser: string
  studyHash: StudyHash
  words: string
  relay: string
  participant: string
  consentedAt: string
  issuedAt: string
  mode: "trusted" | "secure"
  /** Rounds that this owner's update was counted in. */
  ownRounds: readonly number[]
  committedRounds: number
  outcome: "finished" | "stopped" | "left" | "under-way"
  sent: { messages: number; bytes: number; kinds: Record<string, { messages: number; bytes: number }> }
  received: { bytes: number }
  model: { which: "best" | "last"; round: number; modelHash: string } | null
  versions: { tutti: string; protocol: number }
}

export type ReceiptFacts = Omit<
  ReceiptBody,
  "receipt" | "ownRounds" | "committedRounds" | "outcome" | "sent" | "received" | "versions"
> & { history: History; left: boolean; version: string }

export function receiptBody({ history, left, version, ...facts }: ReceiptFacts): ReceiptBody {
  const { ledger } = history
  return {
    receipt: "tutti/receipt/1",
    ...facts,
    ownRounds: ownCountedRounds(history),
    committedRounds: history.rounds.length,
    outcome: left ? "left" : (history.outcome?.kind ?? "under-way"),
    sent: {
      messages: ledger.messages,
      bytes: ledger.bytes,
      kinds: Object.fromEntries(LEDGER_KINDS.map((kind) => [kind, ledger.totals[kind]])),
    },
    received: { bytes: history.bytesIn },
    versions: { tutti: version, protocol: PROTOCOL_VERSION },
  }
}

/**
 * The receipt as a file: the body, the public key [32] and the signature [64] as hex. The signature covers
 * "tutti/receipt/1", 0x00 and the body's canonical JSON; SHA-256 of the key is the participant. So one changed byte
 * fails, offline.
 */
export async function signReceipt(
  body: ReceiptBody,
  identity: Pick<Identity, "publicKey" | "sign">,
): Promise<string> {
  const signature = await identity.sign(receiptMessage(body))
  const signed = { ...body, publicKey: toHex(identity.publicKey), signature: toHex(signature) }
  return `${JSON.stringify(signed, null, 2)}\n`
}
