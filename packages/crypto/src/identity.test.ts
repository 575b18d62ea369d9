import { createHash, webcrypto } from "node:crypto"
import { ed25519 } from "@noble/curves/ed25519.js"
import fc from "fast-check"
import { afterEach, describe, expect, test, vi } from "vitest"
import { vectors } from "../vectors/ed25519.json" with { type: "json" }
import { generateIdentity, identifyMessage, identityFromKeys, participantId } from "./identity.ts"
import { webRandom } from "./random.ts"
import {
  chooseSignatureSuite,
  prepareVerifier,
  type SignatureSuite,
  verifierOfPinnedKeys,
  verifySignature,
} from "./signature.ts"

fc.configureGlobal({ seed: 20_260_101 })
afterEach(() => void vi.unstubAllGlobals())

const hex = (text: string) => Uint8Array.from(Buffer.from(text, "hex"))
const message = fc.uint8Array({ maxLength: 100 })
const suites: SignatureSuite[] = [{ name: "webcrypto" }, { name: "noble", random: webRandom }]

const getRandomValues = (bytes: Uint8Array) => webcrypto.getRandomValues(bytes)

/** As on a page without HTTPS: randomness, but nothing else of WebCrypto. */
function withoutSubtle() {
  vi.stubGlobal("crypto", { getRandomValues })
}

/** As on a platform whose WebCrypto knows no Ed25519. */
function withoutEd25519() {
  const importKey = () => Promise.reject(new DOMException("no Ed25519", "NotSupportedError"))
  vi.stubGlobal("crypto", { subtle: { importKey }, getRandomValues })
}

/** The platform's key pair of an RFC seed, wrapped as PKCS #8 (RFC 8410, section 7). */
async function platformPair(secretKey: string, publicKey: string) {
  const pkcs8 = hex(`302e020100300506032b657004220420${secretKey}`)
  return {
    privateKey: await webcrypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", false, ["sign"]),
    publicKey: await webcrypto.subtle.importKey("raw", hex(publicKey), "Ed25519", true, ["verify"]),
  }
}

describe.each(vectors)("RFC 8032, section 7.1, $name", (vector) => {
  const keys = {
    platform: () => platformPair(vector.secretKey, vector.publicKey),
    fallback: async () => ({ secretKey: hex(vector.secretKey) }),
  }

  test.each(["platform", "fallback"] as const)(
    "the %s gives the public key and the signature",
    async (which) => {
      const identity = await identityFromKeys(await keys[which]())
      expect(identity.publicKey).toEqual(hex(vector.publicKey))
      expect(await identity.sign(hex(vector.message))).toEqual(hex(vector.signature))
    },
  )

  test.each([
    ["WebCrypto", () => {}],
    ["no WebCrypto", withoutSubtle],
    ["a WebCrypto without Ed25519", withoutEd25519],
  ])("under %s the signature is accepted, and no changed one", async (_, platform) => {
    platform()
    const [key, text, signature] = [hex(vector.publicKey), hex(vector.message), hex(vector.signature)]
    expect(await verifySignature(key, text, signature)).toBe(true)
    expect(await verifySignature(key, Uint8Array.of(...text, 0), signature)).toBe(false)
    for (const at of [0, 31, 32, 63]) {
      const changed = signature.map((byte, index) => (index === at ? byte ^ 1 : byte))
      expect(await verifySignature(key, text, changed)).toBe(false)
    }
  })
})

describe.each(suites)("an identity of suite $name", (suite) => {
  test("signs what both implementations accept, for any message", async () => {
    const identity = await generateIdentity(suite)
    await fc.assert(
      fc.asyncProperty(message, async (text) => {
        const signature = await identity.sign(text)
        expect(ed25519.verify(signature, text, identity.publicKey, { zip215: false })).toBe(true)
        expect(await verifySignature(identity.publicKey, text, signature)).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test("is the same identity again from its keys, kept as IndexedDB keeps them (a structured clone)", async () => {
    const identity = await generateIdentity(suite)
    const again = await identityFromKeys(structuredClone(identity.keys))
    expect(again.participant).toBe(identity.participant)
    expect(await again.sign(Uint8Array.of(1))).toEqual(await identity.sign(Uint8Array.of(1)))
  })

  test("is named by the hash of its public key, and never twice the same", async () => {
    const [one, two] = [await generateIdentity(suite), await generateIdentity(suite)]
    expect(one.participant).toBe(createHash("sha256").update(one.publicKey).digest("hex"))
    expect(participantId(one.publicKey)).toBe(one.participant)
    expect(one.participant).not.toBe(two.participant)
  })
})

describe.each([
  ["WebCrypto", () => {}],
  ["no WebCrypto", withoutSubtle],
  ["a WebCrypto without Ed25519", withoutEd25519],
])("under %s", (_, platform) => {
  test("a prepared key, and a kept one, judge every signature as an unprepared one does", async () => {
    const suite: SignatureSuite = { name: "noble", random: webRandom }
    const [one, other] = [await generateIdentity(suite), await generateIdentity(suite)]
    platform()
    const isByOne = await prepareVerifier(one.publicKey)
    const verify = verifierOfPinnedKeys()
    const place = fc.option(fc.nat(63), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(message, fc.boolean(), place, async (text, isOwn, changedAt) => {
        const signed = await (isOwn ? one : other).sign(text)
        const signature = signed.map((byte, index) => (index === changedAt ? byte ^ 1 : byte))
        const expected = await verifySignature(one.publicKey, text, signature)
        expect(expected).toBe(isOwn && changedAt === undefined)
        expect(await isByOne(text, signature)).toBe(expected)
        expect(await verify(one.publicKey, text, signature)).toBe(expected)
        expect(await verify(other.publicKey, text, signature)).toBe(!isOwn && changedAt === undefined)
      }),
      { numRuns: 20 },
    )
  })

  test("a key that is none, prepared or kept, has signed nothing; nor has a signature of a wrong length", async () => {
    const identity = await generateIdentity({ name: "noble", random: webRandom })
    platform()
    const neutral = hex(`01${"00".repeat(31)}`)
    const fitsAll = hex(`01${"00".repeat(63)}`)
    for (const key of [neutral, new Uint8Array(31), new Uint8Array(32).fill(255)]) {
      expect(await (await prepareVerifier(key))(Uint8Array.of(1), fitsAll)).toBe(false)
      expect(await verifierOfPinnedKeys()(key, Uint8Array.of(1), fitsAll)).toBe(false)
    }
    expect(await (await prepareVerifier(identity.publicKey))(Uint8Array.of(1), new Uint8Array(63))).toBe(
      false,
    )
  })
})

test("a prepared key asks the platform for its handle once", async () => {
  const identity = await generateIdentity({ name: "webcrypto" })
  const imports = vi.spyOn(webcrypto.subtle, "importKey")
  const verify = verifierOfPinnedKeys()
  for (const byte of [1, 2, 3]) {
    const text = Uint8Array.of(byte)
    expect(await verify(identity.publicKey, text, await identity.sign(text))).toBe(true)
  }
  expect(imports).toHaveBeenCalledTimes(1)
  imports.mockRestore()
})

test("the platform's private key cannot be read", async () => {
  const { keys } = await generateIdentity({ name: "webcrypto" })
  if ("secretKey" in keys) throw new Error("the platform's suite keeps no secret bytes")
  expect(keys.privateKey.extractable).toBe(false)
})

test("the suite is the platform's where it has Ed25519, else the fallback", async () => {
  expect((await chooseSignatureSuite(webRandom)).name).toBe("webcrypto")
  withoutSubtle()
  expect((await chooseSignatureSuite(webRandom)).name).toBe("noble")
  withoutEd25519()
  expect((await chooseSignatureSuite(webRandom)).name).toBe("noble")
})

test("without WebCrypto the platform's suite is a bug and says so", async () => {
  withoutSubtle()
  await expect(generateIdentity({ name: "webcrypto" })).rejects.toThrow(TypeError)
})

describe("verification never throws", () => {
  test("on arbitrary bytes", async () => {
    const any = (length: number) => fc.oneof(fc.uint8Array({ minLength: length, maxLength: length }), message)
    await fc.assert(
      fc.asyncProperty(any(32), message, any(64), async (key, text, signature) => {
        expect(await verifySignature(key, text, signature)).toBe(false)
      }),
    )
  })

  test.each([
    ["the neutral element", `01${"00".repeat(31)}`],
    ["order 2", `ec${"ff".repeat(30)}7f`],
    ["order 4", "00".repeat(32)],
    ["order 8", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"],
  ])(
    "and refuses a key of small order (%s), under which one signature fits every message",
    async (_, key) => {
      // R = the key's own neutral element, S = 0 satisfies S·B = R + k·A for every k when A is neutral.
      const signature = hex(`01${"00".repeat(63)}`)
      for (const text of [0, 1, 2, 3, 4, 5, 6, 7])
        expect(await verifySignature(hex(key), Uint8Array.of(text), signature)).toBe(false)
    },
  )
})

describe("[W2] what answers a challenge", () => {
  test("is the label, a zero byte, the nonce and the study id", () => {
    const nonce = Uint8Array.from({ length: 32 }, (_, index) => index)
    expect(Buffer.from(identifyMessage(nonce, "abcdefgh01234567")).toString("hex")).toBe(
      `${Buffer.from("tutti/identify/1").toString("hex")}00${Buffer.from(nonce).toString("hex")}${Buffer.from("abcdefgh01234567").toString("hex")}`,
    )
  })

  test("needs a nonce of 32 bytes", () => {
    expect(() => identifyMessage(new Uint8Array(31), "abcdefgh01234567")).toThrow(RangeError)
  })
})
