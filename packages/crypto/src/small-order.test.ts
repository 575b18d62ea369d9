import { ED25519_TORSION_SUBGROUP, ed25519, x25519 } from "@noble/curves/ed25519.js"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { isSoundAgreementKey, isSoundSigningKey } from "./small-order.ts"

fc.configureGlobal({ seed: 20_260_101 })

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"))
const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes))
const P = 2n ** 255n - 19n

/** A number below 2²⁵⁶, little-endian. */
const littleEndian = (value: bigint) =>
  Uint8Array.from({ length: 32 }, (_, byte) => Number((value >> BigInt(8 * byte)) & 255n))

describe("Ed25519", () => {
  test("none of the eight points whose order divides 8 is sound, with either sign", () => {
    expect(ED25519_TORSION_SUBGROUP).toHaveLength(8)
    for (const point of ED25519_TORSION_SUBGROUP.map(hex)) {
      expect(isSoundSigningKey(point)).toBe(false)
      point[31] = (point[31] ?? 0) ^ 0x80
      expect(isSoundSigningKey(point)).toBe(false)
    }
  })

  test("no y of p or more is sound, and the largest below p but one is", () => {
    for (let above = 0n; above < 19n; above++) expect(isSoundSigningKey(littleEndian(P + above))).toBe(false)
    expect(isSoundSigningKey(littleEndian(P - 2n))).toBe(true)
    expect(isSoundSigningKey(littleEndian(2n ** 254n))).toBe(true)
  })

  test("keys that somebody made are sound, as the curve's arithmetic has it", () => {
    fc.assert(
      fc.property(key32, (secret) => {
        const key = ed25519.getPublicKey(secret)
        expect(isSoundSigningKey(key)).toBe(true)
        expect(ed25519.Point.fromBytes(key).isSmallOrder()).toBe(false)
      }),
      { numRuns: 20 },
    )
  })
})

describe("X25519", () => {
  const agrees = (theirs: Uint8Array) => {
    try {
      x25519.getSharedSecret(new Uint8Array(32).fill(1), theirs)
      return true
    } catch {
      // The library refuses a result of zeros.
      return false
    }
  }

  test("a key is sound exactly if a secret can be agreed on with it: all u that count, in every writing, and any other", () => {
    const small = [0n, 1n, P - 1n, P, P + 1n].map(littleEndian)
    const ofOrder8 = [
      "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
      "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    ].map(hex)
    for (const key of [...small, ...ofOrder8]) {
      expect(agrees(key)).toBe(false)
      expect(isSoundAgreementKey(key)).toBe(false)
      key[31] = (key[31] ?? 0) ^ 0x80
      expect(agrees(key)).toBe(false)
      expect(isSoundAgreementKey(key)).toBe(false)
    }
    for (let above = 2n; above < 19n; above++)
      expect(isSoundAgreementKey(littleEndian(P + above))).toBe(agrees(littleEndian(P + above)))
    fc.assert(
      fc.property(key32, (key) => {
        expect(isSoundAgreementKey(key)).toBe(agrees(key))
      }),
      { numRuns: 20 },
    )
  })
})
