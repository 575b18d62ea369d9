import { webRandom } from "@tutti/crypto"
import { toHex } from "@tutti/ring"
import { describe, expect, test } from "vitest"
import { bitmap, positionsOf } from "../transcript/fields.ts"
import * as owner from "./from-owner.ts"
import * as relay from "./from-relay.ts"
import { type Offer, readOffer, writeOffer } from "./offer.ts"

/* n0 owners in the roster, k neighbours, L lanes. */
const [SIZE, DEGREE, LANES] = [12, 6, 5]
const at = { round: 2 ** 40 + 3, owner: 70_000 }
const b32 = () => webRandom(32)
const signature = () => webRandom(64)
const offer: Offer = {
  study: "abcdefghijklmnop",
  round: at.round,
  modelHash: b32(),
  planHash: b32(),
  rosterRoot: b32(),
  laneBits: 32,
  lanes: LANES,
  deadlinesMs: [1, 2, 3, 4, 4_294_967_295],
  previousRound: at.round - 1,
  previousTranscript: b32(),
}
const m1 = { offerHash: b32(), channelKey: b32(), maskKey: b32(), nonce: b32(), signature: signature() }
/** The owner is the third of 12 in the round, of so many in the frozen roster: its path has four partners. */
const ROSTER = 70_020
const m2 = {
  indices: [3, 5_000, at.owner, ...Array.from({ length: SIZE - 3 }, (_, place) => at.owner + 1 + place)],
  path: Array.from({ length: 4 }, b32),
  lines: Array.from({ length: DEGREE }, () => m1),
}
const m3 = { rosterHash: b32(), commitment: b32(), sealed: webRandom(80 * DEGREE), signature: signature() }
const m5 = { sharersHash: b32(), vectorHash: b32(), signature: signature(), lanes: webRandom(4 * LANES) }
const words = Array.from({ length: 3 }, () => ({ vectorHash: b32(), signature: signature() }))
const positions = [0, 2, 11]
const slots = webRandom(33 * (DEGREE + 1)).map((byte, place) => (place % 33 === 0 ? 1 : byte))
const m9 = { survivorsHash: b32(), slots, signature: signature() }
const m10 = { sumHash: b32(), survivors: positions, transcript: b32(), signature: signature() }

type Form = [name: string, bytes: Uint8Array, length: number, read: (bytes: Uint8Array) => unknown]
const forms: Form[] = [
  ["M0 offer", writeOffer(offer, at.owner, signature()), 268, (b) => readOffer(b, at.owner)],
  ["M1 advertise", owner.writeAdvertisement(at, m1), 208, (b) => owner.readAdvertisement(b, at)],
  [
    "M2 roster",
    relay.writeRoster(at, m2, m2.lines.map(relay.writeRosterLine), ROSTER),
    16 + Math.ceil(ROSTER / 8) + 4 * 32 + 160 * DEGREE,
    (b) => relay.readRoster(b, at, ROSTER),
  ],
  ["M3 shares", owner.writeShares(at, m3), 144 + 80 * DEGREE, (b) => owner.readShares(b, at, DEGREE)],
  [
    "M4 deliver",
    relay.writeDelivery(at, { sharers: positions, sealed: webRandom(160) }, SIZE),
    16 + 2 + 80 * 2,
    (b) => relay.readDelivery(b, at, SIZE, () => 2),
  ],
  [
    "M5 masked",
    owner.writeMaskedVector(at, m5),
    144 + 4 * LANES,
    (b) => owner.readMaskedVector(b, at, 4 * LANES),
  ],
  [
    "M6 survivors, complete",
    relay.writeSurvivors(at, { survivors: positions, words: [] }, SIZE),
    16 + 2,
    (b) => relay.readSurvivors(b, at, SIZE, () => 0),
  ],
  [
    "M6 survivors, ring",
    relay.writeSurvivors(at, { survivors: positions, words }, SIZE),
    16 + 2 + 96 * 3,
    (b) => relay.readSurvivors(b, at, SIZE, () => 3),
  ],
  [
    "M7 confirm",
    owner.writeConfirmation(at, { survivorsHash: b32(), signature: signature() }),
    112,
    (b) => owner.readConfirmation(b, at),
  ],
  [
    "M8 quorum",
    relay.writeQuorum(
      at,
      positions.map((position) => ({ position, signature: signature() })),
    ),
    16 + 66 * 3,
    (b) => relay.readQuorum(b, at),
  ],
  [
    "M9 unmask",
    owner.writeOpening(at, m9),
    112 + 33 * (DEGREE + 1),
    (b) => owner.readOpening(b, at, DEGREE + 1),
  ],
  ["M10 result", relay.writeResult(at, m10, SIZE), 144 + 2, (b) => relay.readResult(b, at, SIZE)],
]

describe.each(forms)("[SA12] %s", (_name, bytes, length, read) => {
  test(`has ${length} bytes and is read as it was written`, () => {
    expect(bytes).toHaveLength(length)
    expect(read(bytes)).toBeDefined()
  })

  test("a byte more, a byte less and none are no such message", () => {
    expect(read(Uint8Array.of(...bytes, 0))).toBeUndefined()
    expect(read(bytes.subarray(0, -1))).toBeUndefined()
    expect(read(new Uint8Array())).toBeUndefined()
  })

  test("another byte in the first sixteen is another message", () => {
    for (let place = 0; place < 16; place++) {
      const changed = bytes.slice()
      changed[place] = (changed[place] ?? 0) ^ 0x40
      expect(read(changed)).toBeUndefined()
    }
  })
})

test("[SA12] every message begins with fa, the version and its type", () => {
  const starts = forms.map(([, bytes]) => toHex(bytes.slice(0, 4)))
  expect(starts).toEqual(
    [0, 1, 2, 3, 4, 5, 6, 6, 7, 8, 9, 10].map((type) => `666101${type.toString(16).padStart(2, "0")}`),
  )
})

test("[SA12] reading gives what was written", () => {
  expect(owner.readAdvertisement(owner.writeAdvertisement(at, m1), at)).toEqual(m1)
  expect(owner.readShares(owner.writeShares(at, m3), at, DEGREE)).toEqual(m3)
  expect(owner.readOpening(owner.writeOpening(at, m9), at, DEGREE + 1)).toEqual(m9)
  expect(relay.readResult(relay.writeResult(at, m10, SIZE), at, SIZE)).toEqual(m10)
  expect(readOffer(writeOffer(offer, at.owner, signature()), at.owner)?.offer).toEqual(offer)
})

test("[SA12] a set has one form: a bit behind the last position, or a byte too many, is none", () => {
  expect(positionsOf(bitmap(positions, SIZE), SIZE)).toEqual(positions)
  expect(positionsOf(Uint8Array.of(0, 0b1_0000), SIZE)).toBeUndefined()
  expect(positionsOf(Uint8Array.of(1, 0, 0), SIZE)).toBeUndefined()
  expect(positionsOf(Uint8Array.of(0, 0), SIZE)).toEqual([])
})

test("[SA12] a slot of no kind holds zeros, and there are no kinds but three", () => {
  const opening = (kind: number, byte: number) => {
    const one = new Uint8Array(33).fill(byte)
    one[0] = kind
    return owner.readOpening(owner.writeOpening(at, { ...m9, slots: one }), at, 1)
  }
  expect(opening(0, 0)).toBeDefined()
  expect(opening(0, 1)).toBeUndefined()
  expect(opening(2, 1)).toBeDefined()
  expect(opening(3, 1)).toBeUndefined()
})

test("[SA12] an offer of another suite, lane width or study name is none", () => {
  const bytes = writeOffer(offer, at.owner, signature())
  for (const [place, byte] of [
    [16, 2],
    [17, 64],
    [18, 1],
    [20, 0x41],
  ] as const) {
    const changed = bytes.slice()
    changed[place] = byte
    expect(readOffer(changed, at.owner)).toBeUndefined()
  }
})
