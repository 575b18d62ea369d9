import fc from "fast-check"
import { expect, test } from "vitest"
import { seededGenerator } from "../prepare/seeded-generator.ts"
import { decodeText, textPieces } from "./decode.ts"
import { detectEncoding, isUtf8 } from "./encoding.ts"

const utf8 = (text: string) => new TextEncoder().encode(text)
const utf16le = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"))
const utf16be = (text: string) => new Uint8Array(Buffer.from(text, "utf16le").swap16())
const joined = (...parts: ArrayLike<number>[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)))

const writers = {
  "utf-8": utf8,
  "utf-8 with mark": (text: string) => joined([0xef, 0xbb, 0xbf], utf8(text)),
  "utf-16le with mark": (text: string) => joined([0xff, 0xfe], utf16le(text)),
  "utf-16be with mark": (text: string) => joined([0xfe, 0xff], utf16be(text)),
}
/** Printable text of many scripts, without controls, lone surrogates and the mark itself. */
const printable = fc
  .string({ unit: fc.constantFrom(..."aZ09,;\n\té€ßжщ中文😀 ‘’"), minLength: 1 })
  .map((text) => `x${text}`)

test.each(Object.entries(writers))("any text written as %s is read as it was", (_, write) => {
  fc.assert(
    fc.property(printable, (text) => {
      expect(decodeText(write(text))).toMatchObject({ ok: true, text })
    }),
  )
})

test.each([
  ["utf-16le", utf16le],
  ["utf-16be", utf16be],
] as const)("%s is recognised without a mark where the text is mostly Latin", (name, write) => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."abc019,;.\n"), minLength: 2 }), (text) => {
      const encoding = { name, markBytes: 0 }
      expect(decodeText(write(text))).toEqual({ ok: true, text, encoding })
    }),
  )
})

test("UTF-16 without a mark is recognised also where some letters end in a zero byte", () => {
  const text = "id;name\n1;一中国\n2;中Ā国\n"
  expect(decodeText(utf16le(text))).toMatchObject({ text, encoding: { name: "utf-16le" } })
  expect(decodeText(utf16be(text))).toMatchObject({ text, encoding: { name: "utf-16be" } })
})

test("the text is the same in pieces of any size: no character is cut in two", () => {
  fc.assert(
    fc.property(printable, fc.integer({ min: 1, max: 7 }), (text, pieceBytes) => {
      for (const write of Object.values(writers)) {
        const bytes = write(text)
        const detected = detectEncoding(bytes)
        if (!detected.ok) throw new Error(detected.code)
        expect([...textPieces(bytes, detected.encoding, pieceBytes)].join("")).toBe(text)
      }
    }),
  )
})

test("bytes are UTF-8 exactly when a strict decoder of the platform takes them", () => {
  const strict = new TextDecoder("utf-8", { fatal: true })
  const accepts = (bytes: Uint8Array) => {
    try {
      strict.decode(bytes)
      return true
    } catch {
      return false
    }
  }
  // Lead bytes and their limits come up often enough to meet every branch.
  const byte = fc.oneof(
    fc.constantFrom(0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf),
    fc.constantFrom(0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff),
    fc.integer({ min: 0, max: 255 }),
  )
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 6 }), (values) => {
      const bytes = Uint8Array.from(values)
      expect(isUtf8(bytes)).toBe(accepts(bytes))
    }),
    { numRuns: 5_000 },
  )
})

test("Windows-1252 keeps its quotes, dashes and the euro", () => {
  const bytes = joined(
    [0x80, 0x20, 0x93],
    utf8("Stra"),
    [0xdf],
    utf8("e"),
    [0x94, 0x20, 0x96, 0x20, 0xfc, 0x9f],
  )
  expect(decodeText(bytes)).toEqual({
    ok: true,
    text: "€ “Straße” – üŸ",
    encoding: { name: "windows-1252", markBytes: 0 },
  })
})

test("one byte that is not UTF-8 at the very end of a large file is seen", () => {
  const bytes = new Uint8Array(3_000_000).fill(0x61)
  bytes[bytes.length - 1] = 0xe9
  const decoded = decodeText(bytes)
  expect(decoded.ok && decoded.encoding.name).toBe("windows-1252")
  expect(decoded.ok && decoded.text.endsWith("aé")).toBe(true)
})

test.each([
  ["an empty file", [], "D_FILE_EMPTY"],
  ["an .xlsx or .ods file", [0x50, 0x4b, 3, 4, 20, 0], "D_SPREADSHEET"],
  ["an .xls file", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], "D_SPREADSHEET"],
  ["a PDF file", [...utf8("%PDF-1.7\n")], "D_NOT_TEXT"],
  ["a gzip file", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0], "D_NOT_TEXT"],
  ["text with zero bytes", [...utf8("a,b\n1,"), 0, 0, ...utf8("\n")], "D_NOT_TEXT"],
  ["UTF-16 with half a character at its end", [0xff, 0xfe, 0x61, 0, 0x62], "D_NOT_TEXT"],
  ["UTF-32", [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], "D_NOT_TEXT"],
])("%s is refused by name", (_, bytes, code) => {
  expect(decodeText(Uint8Array.from(bytes))).toEqual({ ok: false, code })
})

test("random bytes are refused as no text", () => {
  const generator = seededGenerator(7)
  for (let file = 0; file < 500; file++) {
    const bytes = Uint8Array.from({ length: 300 + generator.below(3_000) }, () => generator.below(256))
    expect(detectEncoding(bytes).ok).toBe(false)
  }
})
