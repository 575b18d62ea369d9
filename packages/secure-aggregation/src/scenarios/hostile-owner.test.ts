import { webRandom } from "@tutti/crypto"
import fc from "fast-check"
import { beforeAll, describe, expect, test } from "vitest"
import type { OwnerStep } from "../coordinator/state.ts"
import { readAdvertisement, SEALED_BYTES, SLOT_BYTES, writeAdvertisement } from "../messages/from-owner.ts"
import { HEADER_BYTES } from "../messages/header.ts"
import { signedAdvertisement, signedShares } from "../transcript/signatures.ts"
import { type People, people, plainSum, policyFor, runRound, type Setting, STEPS } from "./round.ts"

/* Mallory is an owner, number 4 of seven. The round ends right without her, or ends without a sum and names her. */

const COUNT = 7
const MALLORY = 4
let group: People
let setting: Setting
const vectors = Array.from({ length: COUNT }, () => new Uint32Array(webRandom(16).buffer))

beforeAll(async () => {
  group = await people(COUNT)
  setting = { people: group, policy: policyFor(COUNT) }
})

const byMallory =
  (step: OwnerStep, change: (bytes: Uint8Array) => Uint8Array) =>
  (owner: number, sent: OwnerStep, bytes: Uint8Array) => [
    owner === MALLORY && sent === step ? change(bytes) : bytes,
  ]

describe("[D9] tampered messages", () => {
  test.each(STEPS.map((step) => [step] as const))(
    "[SA15] %s: a changed byte is refused, and the others go on",
    async (step) => {
      const change = (bytes: Uint8Array) => {
        const changed = bytes.slice()
        changed[HEADER_BYTES + 3] = (changed[HEADER_BYTES + 3] ?? 0) ^ 1
        return changed
      }
      const outcome = await runRound(setting, vectors, { toRelay: byMallory(step, change) })
      expect(outcome.refusals[0]).toEqual({ owner: MALLORY, code: "E_SA_SIGNATURE" })
      expect(outcome.sum).toEqual(plainSum(vectors, outcome.survivors))
      expect(outcome.survivors.includes(MALLORY)).toBe(step === "confirm" || step === "unmask")
    },
  )

  test.each(STEPS.map((step) => [step] as const))(
    "[D10] %s: cut, lengthened or emptied is malformed",
    async (step) => {
      const forms = [
        (b: Uint8Array) => b.slice(0, -1),
        (b: Uint8Array) => Uint8Array.of(...b, 0),
        () => new Uint8Array(),
      ]
      for (const form of forms) {
        const outcome = await runRound(setting, vectors, { toRelay: byMallory(step, form) })
        expect(outcome.refusals[0]).toEqual({ owner: MALLORY, code: "E_SA_MALFORMED" })
        expect(outcome.sum).toEqual(plainSum(vectors, outcome.survivors))
      }
    },
  )

  test("keys of small order, signed by her, do not send the others away", async () => {
    const outcome = await runRound(setting, vectors, {
      toRelay: async (owner, step, bytes) => {
        if (owner !== MALLORY || step !== "advertise") return [bytes]
        const read = readAdvertisement(bytes, { round: 1, owner })
        if (read === undefined) throw new Error("Mallory writes what the protocol has")
        const forged = { ...read, maskKey: new Uint8Array(32) }
        const signed = signedAdvertisement(read.offerHash, read.channelKey, forged.maskKey, read.nonce)
        const signature = await group.owners[MALLORY]?.sign(signed)
        return [
          writeAdvertisement({ round: 1, owner }, { ...forged, signature: signature ?? forged.signature }),
        ]
      },
    })
    expect(outcome.refusals[0]).toEqual({ owner: MALLORY, code: "E_SA_MALFORMED" })
    expect(outcome.survivors).toHaveLength(COUNT - 1)
    expect(outcome.sum).toEqual(plainSum(vectors, outcome.survivors))
  })

  /** Mallory's M3 with these bytes behind its roster hash, and signed by her: the relay must take it. */
  const dealing = (change: (commitmentAndSealed: Uint8Array) => void) => {
    let offerHash = new Uint8Array(32)
    return async (owner: number, step: OwnerStep, bytes: Uint8Array) => {
      if (owner !== MALLORY) return [bytes]
      if (step === "advertise") offerHash = bytes.slice(HEADER_BYTES, HEADER_BYTES + 32)
      if (step !== "shares") return [bytes]
      const start = HEADER_BYTES + 64
      const spoiled = bytes.slice()
      change(spoiled.subarray(HEADER_BYTES + 32, -64))
      const rosterHash = spoiled.slice(HEADER_BYTES, HEADER_BYTES + 32)
      const signed = signedShares(
        offerHash,
        rosterHash,
        spoiled.slice(HEADER_BYTES + 32, start),
        spoiled.slice(start, -64),
      )
      const signature = await group.owners[MALLORY]?.sign(signed)
      spoiled.set(signature ?? new Uint8Array(64), spoiled.length - 64)
      return [spoiled]
    }
  }

  /** t is 5 of the 7: two shares of each owner's seeds are sealed, and t − 1 agreed. */
  const spoiling = () => dealing((body) => body.set(webRandom(2 * SEALED_BYTES), 32))

  test("sealed shares that do not open count as missing while t good ones are there", async () => {
    const outcome = await runRound(setting, vectors, { toRelay: spoiling() })
    expect(outcome.survivors).toContain(MALLORY)
    expect(outcome.sum).toEqual(plainSum(vectors, [...vectors.keys()]))
  })

  test("with fewer than t good ones nothing is opened", async () => {
    const outcome = await runRound(setting, vectors, {
      toRelay: spoiling(),
      // One of those whose shares are agreed does not open them.
      messagesBeforeLeaving: (owner) => (owner === MALLORY + 1 ? 4 : STEPS.length),
    })
    expect(outcome.sum).toBeUndefined()
    expect(outcome.round).toMatchObject({ phase: "abandoned", reason: { code: "too-few-shares" } })
  })

  test("shares of another seed than the one committed to end the round, and name their dealer", async () => {
    const outcome = await runRound(setting, vectors, {
      toRelay: dealing((body) => body.set(webRandom(32))),
    })
    expect(outcome.sum).toBeUndefined()
    expect(outcome.round).toMatchObject({
      phase: "abandoned",
      reason: { code: "bad-shares", dealer: MALLORY },
    })
  })
})

test("[SA15] [D11] a second message of one step is refused as a duplicate and counted once", async () => {
  const outcome = await runRound(setting, vectors, {
    toRelay: (owner, step, bytes) => (owner === MALLORY && step === "masked" ? [bytes, bytes] : [bytes]),
  })
  expect(outcome.refusals).toEqual([{ owner: MALLORY, code: "E_SA_DUPLICATE" }])
  expect(outcome.sum).toEqual(plainSum(vectors, [...vectors.keys()]))
})

test("[SA15] [D11] any bytes at any step: the relay's side neither throws nor opens a wrong sum", async () => {
  const garbage = fc.record({ step: fc.constantFrom(...STEPS), bytes: fc.uint8Array({ maxLength: 400 }) })
  await fc.assert(
    fc.asyncProperty(garbage, async ({ step, bytes }) => {
      const outcome = await runRound(setting, vectors, { toRelay: byMallory(step, () => bytes) })
      expect(outcome.sum).toEqual(plainSum(vectors, outcome.survivors))
    }),
    { numRuns: 20, seed: 20_260_101 },
  )
})

test("[D9] opened shares of a wrong kind or value do not open a wrong seed", async () => {
  const outcome = await runRound(setting, vectors, {
    toRelay: byMallory("unmask", (bytes) => {
      const changed = bytes.slice()
      changed[HEADER_BYTES + 32 + SLOT_BYTES + 5] = (changed[HEADER_BYTES + 32 + SLOT_BYTES + 5] ?? 0) ^ 1
      return changed
    }),
  })
  expect(outcome.sum).toEqual(plainSum(vectors, outcome.survivors))
})
