import { createCipheriv } from "node:crypto"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { deriveKey } from "./derivation.ts"
import { nodeSuite } from "./node/round-suite.ts"
import { webRandom } from "./random.ts"
import { chooseRoundSuite, nobleSuite } from "./round-suite.ts"

fc.configureGlobal({ seed: 20_260_101 })

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"))
const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Uint8Array.from(bytes))
const platform = await chooseRoundSuite()

test("Node and browsers give the platform's suite", () => {
  expect(platform.name).toBe("webcrypto")
})

describe.each([platform, nobleSuite, nodeSuite])("$name", (suite) => {
  test("RFC 7748, section 6.1: Bob's key, and what he shares with Alice", async () => {
    const bob = await suite.agreementKey(
      hex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"),
    )
    expect(bob.publicKey).toEqual(hex("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"))
    const alice = hex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    expect(await bob.agree(alice)).toEqual(
      hex("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"),
    )
  })

  test.each([
    ["0", "00".repeat(32)],
    ["1", `01${"00".repeat(31)}`],
    ["a point of order 8", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"],
    ["p − 1", `ec${"ff".repeat(30)}7f`],
  ])("a key of small order is refused: %s", async (_name, point) => {
    const own = await suite.agreementKey(webRandom(32))
    expect(await own.agree(hex(point))).toBeUndefined()
  })

  test("a pair that was forgotten agrees with nobody", async () => {
    const [own, other] = [await suite.agreementKey(webRandom(32)), await suite.agreementKey(webRandom(32))]
    expect(await own.agree(other.publicKey)).toHaveLength(32)
    own.forget()
    await expect(own.agree(other.publicKey)).rejects.toThrow("forgotten")
  })

  test("AES-256 of a zero block under a zero key begins the zero key's stream", async () => {
    const stream = await suite.keystream(new Uint8Array(32), 40)
    expect(stream).toHaveLength(40)
    expect(stream.slice(0, 16)).toEqual(hex("dc95c078a2408989ad48a21492842087"))
  })

  test("the stream is OpenSSL's AES-256-CTR over zeros, at any length", async () => {
    await fc.assert(
      fc.asyncProperty(key32, fc.nat(5_000), async (key, length) => {
        const cipher = createCipheriv("aes-256-ctr", key, new Uint8Array(16))
        expect(Buffer.from(await suite.keystream(key, length))).toEqual(cipher.update(new Uint8Array(length)))
      }),
      { numRuns: 30 },
    )
  })

  test("McGrew and Viega, test case 14: AES-256-GCM under the nonce of zeros", async () => {
    expect(await suite.seal(new Uint8Array(32), new Uint8Array(16))).toEqual(
      hex("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"),
    )
  })

  test.each([[["abc"]], [["a", "bc"]], [["", "ab", "c"]]])(
    "FIPS 180-4: SHA-256 of abc as %j",
    async (parts) => {
      const digest = await suite.digest(...parts.map((part) => Uint8Array.from(Buffer.from(part))))
      expect(digest).toEqual(hex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
    },
  )

  test("numbered messages are OpenSSL's AES-256-GCM under their number as a nonce", async () => {
    const key = webRandom(32)
    const line = await suite.numberedSeal(key)
    for (const number of [0, 1, 258, 2 ** 40]) {
      const nonce = Buffer.alloc(12)
      nonce.writeBigUInt64LE(BigInt(number), 4)
      const cipher = createCipheriv("aes-256-gcm", key, nonce)
      const expected = Buffer.concat([cipher.update("abc"), cipher.final(), cipher.getAuthTag()])
      const sealed = await line.seal(number, Uint8Array.from(Buffer.from("abc")))
      expect(Buffer.from(sealed)).toEqual(expected)
      const parts = ["a", "", "bc"].map((part) => Uint8Array.from(Buffer.from(part)))
      expect(await line.seal(number, ...parts)).toEqual(sealed)
      expect(await line.unseal(number, sealed)).toEqual(Uint8Array.from(Buffer.from("abc")))
      expect(await line.unseal(number + 1, sealed)).toBeUndefined()
      expect(await line.unseal(number, sealed.slice(1))).toBeUndefined()
    }
    expect(await line.unseal(0, new Uint8Array(3))).toBeUndefined()
  })

  test("what was changed, cut or sealed under another key does not open", async () => {
    const key = webRandom(32)
    const sealed = await suite.seal(key, webRandom(64))
    expect(await suite.unseal(key, sealed)).toHaveLength(64)
    for (const place of [0, 40, 79]) {
      const changed = sealed.slice()
      changed[place] = (changed[place] ?? 0) ^ 1
      expect(await suite.unseal(key, changed)).toBeUndefined()
    }
    expect(await suite.unseal(key, sealed.slice(0, 15))).toBeUndefined()
    expect(await suite.unseal(webRandom(32), sealed)).toBeUndefined()
  })
})

test.each([nobleSuite, nodeSuite])(
  "the platform and $name agree with each other, bit for bit",
  async (other) => {
    await fc.assert(
      fc.asyncProperty(key32, key32, async (a, b) => {
        const [ours, theirs] = [await platform.agreementKey(a), await other.agreementKey(b)]
        const shared = await ours.agree(theirs.publicKey)
        expect(shared).toBeDefined()
        expect(await theirs.agree(ours.publicKey)).toEqual(shared)
        expect(await other.unseal(a, await platform.seal(a, b))).toEqual(b)
        expect(await platform.unseal(a, await other.seal(a, b))).toEqual(b)
      }),
      { numRuns: 20 },
    )
  },
)

test("RFC 5869, appendix A.1: the first 32 bytes", () => {
  const okm = deriveKey(
    new Uint8Array(22).fill(0x0b),
    hex("000102030405060708090a0b0c"),
    hex("f0f1f2f3f4f5f6f7f8f9"),
  )
  expect(okm).toEqual(hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"))
})
