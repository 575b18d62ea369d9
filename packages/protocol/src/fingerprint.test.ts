import fc from "fast-check"
import { expect, test } from "vitest"
import { fingerprintWords } from "./fingerprint.ts"

const hash = fc.stringMatching(/^[0-9a-f]{64}$/)

test("every fingerprint is five words of alternating consonants and vowels", () => {
  fc.assert(
    fc.property(hash, (hex) => {
      const words = fingerprintWords(hex)
      expect(words).toHaveLength(5)
      for (const word of words)
        expect(word).toMatch(/^[bdfghjklmnprstvz][aiou][bdfghjklmnprstvz][aiou][bdfghjklmnprstvz]$/)
    }),
  )
})

test("hashes that differ within their first 80 bits have different words", () => {
  fc.assert(
    fc.property(hash, hash, (one, other) => {
      fc.pre(one.slice(0, 20) !== other.slice(0, 20))
      expect(fingerprintWords(one)).not.toEqual(fingerprintWords(other))
    }),
  )
})

test("the examples of the proposal read as printed there", () => {
  // 127.0.0.1, 63.84.220.193, 63.118.7.35: arXiv:0901.4016, section 4
  expect(fingerprintWords(`7f000001${"3f54dcc1"}${"3f760000"}`).slice(0, 4)).toEqual([
    "lusab",
    "babad",
    "gutih",
    "tugad",
  ])
  expect(fingerprintWords(`3f760723${"0".repeat(12)}`).slice(0, 2)).toEqual(["gutuk", "bisog"])
})

test("too short a hash is refused", () => {
  expect(() => fingerprintWords("7f00")).toThrow(RangeError)
})
