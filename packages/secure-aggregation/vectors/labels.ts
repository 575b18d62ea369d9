import { deriveKey, sha256 } from "@tutti/crypto"
import { concatBytes, toHex } from "@tutti/ring"
import {
  channelKeySeed,
  maskKeySeed,
  pairMaskKey,
  rosterSalt,
  selfMaskKey,
  shareKey,
  sharersSalt,
} from "../src/keys/schedule.ts"
import { unsafeSeed } from "../src/scenarios/seeded.ts"
import { bitmap, labelled, u16, u32, u64 } from "../src/transcript/fields.ts"
import * as hashes from "../src/transcript/hashes.ts"
import * as signatures from "../src/transcript/signatures.ts"
import { type Json, jsonOf, type Value } from "./json.ts"

/*
 * The table of labels: one worked example of each hash, of each signature's preimage and of each derived key. Every
 * preimage is written here once more, field by field, and compared with the product's.
 */

type Bytes = Uint8Array<ArrayBuffer>
type Fields = Readonly<Record<string, Value>>

const offer = unsafeSeed("labels/offer")
const roster = unsafeSeed("labels/roster")
const sharers = unsafeSeed("labels/sharers")
const survivors = unsafeSeed("labels/survivors")
const previous = unsafeSeed("labels/previous")
const [one, two, three, four] = [1, 2, 3, 4].map((part) => unsafeSeed(`labels/part/${part}`))
const parts = { one: one ?? offer, two: two ?? offer, three: three ?? offer, four: four ?? offer }

/** A preimage by label and encoded fields, which must give what the product's function gave. */
function row(label: string, fields: Fields, encoded: readonly Uint8Array[], product: Uint8Array): Value {
  const preimage = labelled(label, ...encoded)
  const digest = sha256(preimage)
  const same = toHex(product) === toHex(digest) || toHex(product) === toHex(preimage)
  if (!same) throw new Error(`the product has another preimage under "${label}"`)
  return { label, fields, preimage, digest }
}

/** A derived key by secret, salt and info, which must be what the product's schedule derives. */
function keyRow(
  label: string,
  secret: Bytes,
  fields: Fields,
  salt: Bytes,
  info: readonly Uint8Array[],
  product: Bytes,
): Value {
  const key = deriveKey(secret, salt, labelled(label, ...info))
  if (toHex(key) !== toHex(product)) throw new Error(`the product derives another key under "${label}"`)
  return { label, fields: { secret, ...fields }, salt, info: labelled(label, ...info), key }
}

function hashRows(): Value {
  const { one, two, three, four } = parts
  const recordAt = (index: number) => ({
    index,
    identityKey: unsafeSeed(`labels/identity/${index}`),
    channelKey: unsafeSeed(`labels/channel/${index}`),
    maskKey: unsafeSeed(`labels/mask/${index}`),
    nonce: unsafeSeed(`labels/nonce/${index}`),
  })
  const record = recordAt(70_000)
  const { identityKey, channelKey, maskKey, nonce } = record
  const [positions, size] = [[0, 3, 7, 8, 11], 12]
  const bits = bitmap(positions, size)
  const lanes = concatBytes(one, two)
  const keys = [one, two, three]
  const index = 258
  return [
    row("fa/offer/1", { body: lanes }, [lanes], hashes.offerHash(lanes)),
    row(
      "fa/roster-leaf/1",
      record,
      [u32(70_000), identityKey, channelKey, maskKey, nonce],
      hashes.recordHash(record),
    ),
    row("fa/roster-node/1", { left: one, right: two }, [one, two], hashes.pairHash(one, two)),
    row(
      "fa/roster/1",
      { offer, positions, size, root: one },
      [offer, bits, one],
      hashes.rosterHash(offer, positions, size, one),
    ),
    row(
      "fa/u1/1",
      { offer, roster, positions, size },
      [offer, roster, bits],
      hashes.sharersHash(offer, roster, positions, size),
    ),
    row(
      "fa/a/1",
      { sharers, positions, size },
      [sharers, bits],
      hashes.survivorsHash(sharers, positions, size),
    ),
    row(
      "fa/y/1",
      { offer, sharers, index, lanes },
      [offer, sharers, u32(index), lanes],
      concatBytes(...hashes.maskedVectorPreimage(offer, sharers, index, lanes)),
    ),
    row(
      "fa/b/1",
      { offer, index, seed: four },
      [offer, u32(index), four],
      hashes.selfSeedCommitment(offer, index, four),
    ),
    row("fa/shares/1", { commitment: one, sealed: lanes }, [one, lanes], hashes.sealedSharesHash(one, lanes)),
    row("fa/opened/1", { slots: lanes }, [lanes], hashes.openedSharesHash(lanes)),
    row(
      "fa/z/1",
      { offer, survivors, sum: lanes },
      [offer, survivors, lanes],
      concatBytes(...hashes.sumPreimage(offer, survivors, lanes)),
    ),
    row(
      "fa/transcript/1",
      { previous, offer, roster, sharers, survivors, sum: one },
      [previous, offer, roster, sharers, survivors, one],
      hashes.transcriptHash(previous, offer, roster, sharers, survivors, one),
    ),
    row("fa/study-roster/1", { version: 2, keys }, [u32(2), u32(3), ...keys], hashes.rosterRoot(2, keys)),
  ]
}

function signatureRows(): Value {
  const { one, two, three } = parts
  const bytes = concatBytes(two, three)
  const sealed = hashes.sealedSharesHash(one, bytes)
  const opened = hashes.openedSharesHash(bytes)
  return [
    row("sig/offer", { offer }, [offer], signatures.signedOffer(offer)),
    row(
      "sig/m1",
      { offer, channelKey: one, maskKey: two, nonce: three },
      [offer, one, two, three],
      signatures.signedAdvertisement(offer, one, two, three),
    ),
    row(
      "sig/m3",
      { offer, roster, commitment: one, sealed: bytes },
      [offer, roster, sealed],
      signatures.signedShares(offer, roster, one, bytes),
    ),
    row(
      "sig/m5",
      { offer, roster, sharers, vector: one },
      [offer, roster, sharers, one],
      signatures.signedMaskedVector(offer, roster, sharers, one),
    ),
    row(
      "sig/m7",
      { offer, roster, sharers, survivors },
      [offer, roster, sharers, survivors],
      signatures.signedConfirmation(offer, roster, sharers, survivors),
    ),
    row(
      "sig/m9",
      { offer, roster, survivors, slots: bytes },
      [offer, roster, survivors, opened],
      signatures.signedOpening(offer, roster, survivors, bytes),
    ),
    row("sig/result", { transcript: one }, [one], signatures.signedResult(one)),
    row("sig/policy", { study: one }, [one], signatures.signedPolicy(one)),
    row("sig/roster", { study: one, root: two }, [one, two], signatures.signedRoster(one, two)),
  ]
}

function keyRows(): Value {
  const { one: secret } = parts
  const rosterBound = rosterSalt(offer, roster)
  const sharersBound = sharersSalt(offer, roster, sharers)
  const [low, high] = [7, 300]
  return [
    keyRow("fa/mask-x25519/1", secret, { offer }, offer, [], maskKeySeed(secret, offer)),
    keyRow("fa/share-x25519/1", secret, { offer }, offer, [], channelKeySeed(secret, offer)),
    keyRow(
      "fa/share/1",
      secret,
      { offer, roster, sender: high, receiver: low },
      rosterBound,
      [u32(high), u32(low)],
      shareKey(secret, rosterBound, high, low),
    ),
    keyRow(
      "fa/pair/1",
      secret,
      { offer, roster, sharers, one: high, other: low },
      sharersBound,
      [u32(low), u32(high)],
      pairMaskKey(secret, sharersBound, high, low),
    ),
    keyRow(
      "fa/self/1",
      secret,
      { offer, roster, sharers, owner: high },
      sharersBound,
      [u32(high), u32(high)],
      selfMaskKey(secret, sharersBound, high),
    ),
  ]
}

const fieldRows = (): Value => ({
  u16: [0, 1, 258, 65_535].map((value) => ({ value, bytes: u16(value) })),
  u32: [0, 1, 16_909_060, 4_294_967_295].map((value) => ({ value, bytes: u32(value) })),
  u64: [0, 4_294_967_296, 2 ** 53 - 1].map((value) => ({ value, bytes: u64(value) })),
  sets: [
    { positions: [], size: 1 },
    { positions: [0], size: 1 },
    { positions: [0, 7, 8], size: 9 },
    { positions: [1, 2, 15], size: 16 },
  ].map(({ positions, size }) => ({ positions, size, bytes: bitmap(positions, size) })),
})

export const labels = (): Json =>
  jsonOf({ fields: fieldRows(), hashes: hashRows(), signatures: signatureRows(), keys: keyRows() })
