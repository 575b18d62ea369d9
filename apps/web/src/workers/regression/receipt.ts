import type { Identity } from "@tutti/crypto"
import { PROTOCOL_VERSION } from "@tutti/protocol"
import { toHex } from "@tutti/ring"
import { receiptMessage } from "@tutti/sdk"
import type { RegressionCard, RegressionScreen } from "./api.ts"

/** What an owner can show later: what was agreed to, which runs there were, and how much left. It names no file. */
export async function signedReceipt(
  { study, studyHash, spec, words, relayHost, opens }: RegressionCard,
  screen: RegressionScreen,
  consentedAt: number,
  identity: Identity,
): Promise<string> {
  const body = {
    receipt: "tutti/receipt/1",
    kind: "regression",
    study,
    title: spec.title,
    organiser: spec.organiser,
    studyHash,
    words: words.join(" "),
    relay: relayHost,
    participant: identity.participant,
    consentedAt: new Date(consentedAt).toISOString(),
    opening: spec.opening,
    opens: opens.map(({ name, count, as }) => ({ name, count, as })),
    outcome: screen.phase,
    runsWithoutResult: screen.ended.map(({ run, reason }) => ({ run, reason })),
    sent: { messages: screen.messages, bytes: screen.bytesOut },
    received: { bytes: screen.bytesIn },
    versions: { protocol: PROTOCOL_VERSION },
  }
  const signature = await identity.sign(receiptMessage(body))
  return `${JSON.stringify({ ...body, publicKey: toHex(identity.publicKey), signature: toHex(signature) }, null, 2)}\n`
}
