import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fromBase64url, toBase64url } from "./base64url.ts"
import { concatBytes } from "./concat.ts"
import { fromHex, toHex } from "./hex.ts"
import { encodeUtf8 } from "./utf8.ts"

fc.configureGlobal({ seed: 20_260_101 })

const bytes = fc.uint8Array({ maxLength: 80 })

describe("hex", () => {
  test("agrees with Node's and comes back, in either case", () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const text = toHex(some)
        expect(text).toBe(Buffer.from(some).toString("hex"))
        expect(fromHex(text)).toEqual(some)
        expect(fromHex(text.toUpperCase())).toEqual(some)
      }),
    )
  })

  test.each(["0", "0g", "0x00", " 00", "é0"])("%j is refused as a value", (text) => {
    expect(fromHex(text)).toBeUndefined()
  })
})

describe("base64url", () => {
  test("agrees with Node's and comes back", () => {
    fc.assert(
      fc.property(bytes, (some) => {
        const text = toBase64url(some)
        expect(text).toBe(Buffer.from(some).toString("base64url"))
        expect(fromBase64url(text)).toEqual(some)
      }),
    )
  })

  test("a text either is refused or is the only one for its bytes", () => {
    const text = fc.string({ unit: fc.constantFrom(..."ABYZabyz0189-_=+/ "), maxLength: 12 })
    fc.assert(
      fc.property(text, (some) => {
        const decoded = fromBase64url(some)
        expect(decoded === undefined || toBase64url(decoded) === some).toBe(true)
      }),
    )
  })

  test.each(["A", "Zg==", "Zh", "Zm9=", "Z+8", "Z/8", "Zm9v\n", "ÄÄ"])("%j is refused as a value", (text) => {
    expect(fromBase64url(text)).toBeUndefined()
  })

  test.each([
    ["", ""],
    ["f", "Zg"],
    ["fo", "Zm8"],
    ["foo", "Zm9v"],
    ["foob", "Zm9vYg"],
    ["fooba", "Zm9vYmE"],
    ["foobar", "Zm9vYmFy"],
  ])("RFC 4648, section 10, without padding: %j is %j", (plain, text) => {
    expect(toBase64url(encodeUtf8(plain))).toBe(text)
  })
})

describe("UTF-8", () => {
  test("agrees with TextEncoder, halves of surrogate pairs included", () => {
    const anyText = fc.string({ unit: "binary", maxLength: 40 })
    const codeUnits = fc
      .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 20 })
      .map((units) => String.fromCharCode(...units))
    fc.assert(
      fc.property(fc.oneof(anyText, codeUnits), (text) => {
        expect([...encodeUtf8(text)]).toEqual([...new TextEncoder().encode(text)])
      }),
    )
  })
})

test("parts are concatenated in order, into memory of their own", () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), (parts) => {
      expect([...concatBytes(...parts)]).toEqual(parts.flatMap((part) => [...part]))
    }),
  )
  const part = Uint8Array.of(1)
  expect(concatBytes(part).buffer).not.toBe(part.buffer)
})
