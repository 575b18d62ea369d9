import { webRandom } from "@tutti/crypto"
import { InviteId, StudyId } from "@tutti/protocol"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { hashSecret, isSecret, newId, newSecret } from "./tokens.ts"

describe("secrets", () => {
  test("[R1] a secret is 256 random bits and only its hash recognises it", () => {
    const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(bytes, bytes, (mine, other) => {
        const secret = newSecret(() => Uint8Array.from(mine))
        expect(Buffer.from(secret, "base64url")).toEqual(Buffer.from(mine))
        expect(isSecret(secret, hashSecret(secret))).toBe(true)
        const guess = newSecret(() => Uint8Array.from(other))
        expect(isSecret(guess, hashSecret(secret))).toBe(guess === secret)
      }),
    )
  })

  test("the hash is the SHA-256 of the text", () => {
    // FIPS 180-4, the example "abc".
    expect(hashSecret("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  })

  test("a damaged hash recognises nothing", () => {
    expect(isSecret("abc", "not hex")).toBe(false)
    expect(isSecret("", "")).toBe(false)
  })
})

describe("ids", () => {
  test("an id has the protocol's form, whatever the random bytes are", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(255)), (stream) => {
        const random = (count: number) =>
          Uint8Array.from({ length: count }, () => Number(stream.next().value))
        const id = newId(random)
        expect(StudyId.safeParse(id).success && InviteId.safeParse(id).success).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test("bytes that would favour the first letters are thrown away", () => {
    let call = 0
    const random = (count: number) => new Uint8Array(count).fill(call++ === 0 ? 255 : 35)
    expect(newId(random)).toBe("9999999999999999")
  })

  test("two ids differ", () => {
    expect(newId(webRandom)).not.toBe(newId(webRandom))
  })
})
