import { type AgreementKey, constantTimeEqual, type RoundSuite } from "@tutti/crypto"
import { channelKeySeed, maskKeySeed } from "../keys/schedule.ts"
import { Secret } from "../keys/secret.ts"
import { writeAdvertisement } from "../messages/from-owner.ts"
import { readOffer } from "../messages/offer.ts"
import { offerHash } from "../transcript/hashes.ts"
import { signedAdvertisement, signedOffer } from "../transcript/signatures.ts"
import type { OwnerRefusal } from "./refusal.ts"
import type { Expected, OwnerLedger, OwnerRound } from "./state.ts"
import type { OwnerTools } from "./tools.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Answer =
  | { ok: true; round: OwnerRound & { phase: "advertised" }; ledger: OwnerLedger; message: Bytes }
  | { ok: false; code: OwnerRefusal }

/** M0 → M1: check the offer against everything that was pinned, and answer with fresh keys. */
export async function answerOffer(
  bytes: Uint8Array,
  expected: Expected,
  ledger: OwnerLedger,
  tools: OwnerTools,
): Promise<Answer> {
  const { pinned, suite, random } = tools
  const refused = (code: OwnerRefusal): Answer => ({ ok: false, code })
  const read = readOffer(bytes, pinned.index)
  if (read === undefined) return refused("E_SA_MALFORMED")
  const { offer, body, signature } = read
  const hash = offerHash(body)
  if (!(await tools.verify(pinned.relayKey, signedOffer(hash), signature))) return refused("E_SA_SIGNATURE")
  const same =
    offer.study === pinned.study &&
    offer.laneBits === expected.laneBits &&
    offer.lanes === expected.lanes &&
    constantTimeEqual(offer.planHash, pinned.planHash) &&
    constantTimeEqual(offer.rosterRoot, pinned.rosterRoot)
  if (!same) return refused("E_SA_POLICY")
  const chained =
    offer.previousRound !== ledger.finishedRound ||
    constantTimeEqual(offer.previousTranscript, ledger.transcript)
  if (offer.round <= ledger.lastRound || offer.previousRound < ledger.finishedRound || !chained)
    return refused("E_SA_REPLAY")
  if (!constantTimeEqual(offer.modelHash, expected.modelHash)) return refused("E_SA_MODEL")
  if (ledger.contributions >= pinned.policy.maxContributions) return refused("E_SA_BUDGET")

  const [selfSeed, maskSeed, channelSeed, nonce] = [random(32), random(32), random(32), random(32)]
  const mask = await keyPair(suite, maskKeySeed(maskSeed, hash))
  const channel = await keyPair(suite, channelKeySeed(channelSeed, hash))
  channelSeed.fill(0)
  const signed = signedAdvertisement(hash, channel.publicKey, mask.publicKey, nonce)
  const message = writeAdvertisement(
    { round: offer.round, owner: pinned.index },
    {
      offerHash: hash,
      channelKey: channel.publicKey,
      maskKey: mask.publicKey,
      nonce,
      signature: await tools.identity.sign(signed),
    },
  )
  return {
    ok: true,
    round: {
      phase: "advertised",
      offer,
      offerHash: hash,
      ownKeys: { channel, mask, nonce },
      selfSeed: new Secret(selfSeed),
      maskSeed: new Secret(maskSeed),
    },
    ledger: { ...ledger, lastRound: offer.round },
    message,
  }
}

/** The pair behind a seed, which is overwritten: the suite holds the private half from here on. */
async function keyPair(suite: RoundSuite, seed: Bytes): Promise<AgreementKey> {
  const pair = await suite.agreementKey(seed)
  seed.fill(0)
  return pair
}

/** Neither pair is needed once everything has been agreed with everybody. */
export function forgetKeys({ channel, mask }: { channel: AgreementKey; mask: AgreementKey }): void {
  channel.forget()
  mask.forget()
}
