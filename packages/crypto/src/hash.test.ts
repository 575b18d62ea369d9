import { createHash } from "node:crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { constantTimeEqual } from "./constant-time.ts"
import { jsonHash, sha256, sha256Hex } from "./hash.ts"
import { webRandom } from "./random.ts"

fc.configureGlobal({ seed: 20_260_101 })

const bytes = fc.uint8Array({ maxLength: 200 })

describe("SHA-256", () => {
  test("agrees with OpenSSL on any message", () => {
    fc.assert(
      fc.property(bytes, (message) => {
        expect(sha256Hex(message)).toBe(createHash("sha256").update(message).digest("hex"))
        expect(Buffer.from(sha256(message)).toString("hex")).toBe(sha256Hex(message))
      }),
    )
  })

  test.each([
    ["nothing", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["abc", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
    [
      "two blocks",
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
    ],
    [
      "a million a",
      "a".repeat(1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    ],
  ])("RFC 6234, section 8.5 (FIPS 180-4 examples): %s", (_, message, expected) => {
    expect(sha256Hex(new TextEncoder().encode(message))).toBe(expected)
  })

  test("a JSON hash is the hash of the canonical text, whatever the order of keys", () => {
    const expected = createHash("sha256").update('{"a":[1,"é"],"b":null}').digest("hex")
    expect(jsonHash({ b: null, a: [1, "é"] })).toBe(expected)
    expect(jsonHash({ a: [1, "é"], b: null })).toBe(expected)
  })
})

describe("the web's random bytes", () => {
  test.each([0, 1, 65_536, 65_537, 200_000])("%i of them, none left at zero", (byteCount) => {
    const random = webRandom(byteCount)
    expect(random.length).toBe(byteCount)
    // 32 zero bytes in a row have probability 2^-256: a block of them was never filled.
    for (let start = 0; start + 32 <= byteCount; start += 32)
      expect(random.subarray(start, start + 32).some((byte) => byte !== 0)).toBe(true)
  })

  test("differ from call to call", () => {
    expect(webRandom(32)).not.toEqual(webRandom(32))
  })
})

describe("constant-time comparison", () => {
  test("is equality of bytes", () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        expect(constantTimeEqual(left, Uint8Array.from(left))).toBe(true)
        expect(constantTimeEqual(left, right)).toBe(Buffer.from(left).equals(right))
      }),
    )
  })

  test("notices one flipped bit anywhere, and another length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), fc.nat(), fc.nat(7), (left, at, bit) => {
        const right = left.map((byte, index) => (index === at % left.length ? byte ^ (1 << bit) : byte))
        expect(constantTimeEqual(left, right)).toBe(false)
        expect(constantTimeEqual(left, left.subarray(1))).toBe(false)
      }),
    )
  })
})
