import fc from "fast-check"
import { describe, expect, test } from "vitest"
import numbers from "../vectors/canonical-numbers.json" with { type: "json" }
import { canonicalJson } from "./canonical-json.ts"

fc.configureGlobal({ seed: 20_260_101 })

const json = fc.jsonValue({ noUnicodeString: false })

/** The same value with the keys of every object in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, reversed(field)]),
  )
}

describe("canonical JSON", () => {
  test("means the same value, and does not depend on the order of keys", () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonicalJson(reversed(value))).toBe(text)
        expect(canonicalJson(JSON.parse(text))).toBe(text)
      }),
    )
  })

  test("RFC 8785, section 3.2.2: the sample", () => {
    const sample: unknown = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`)
    expect(canonicalJson(sample)).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    )
  })

  test("RFC 8785, section 3.2.3: keys in the order of their UTF-16 code units", () => {
    const sample: unknown = JSON.parse(String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }`)
    const values = [...canonicalJson(sample).matchAll(/:"([^"]*)"/g)].map(([, value]) => value)
    expect(values).toEqual([
      "Carriage Return",
      "One",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ])
  })

  test.each(numbers.vectors)("RFC 8785, appendix B: %s is %s", (bits, text) => {
    const value = Buffer.from(String(bits), "hex").readDoubleBE()
    if (text === null) expect(() => canonicalJson(value)).toThrow(TypeError)
    else expect(canonicalJson(value)).toBe(text)
  })

  test.each([
    ["undefined", undefined, "$"],
    ["a missing field", { a: { b: undefined } }, "$.a.b"],
    ["a hole", new Array<number>(1), "$[0]"],
    ["NaN in a list", [0, Number.NaN], "$[1]"],
    ["a bigint", { n: 1n }, "$.n"],
    ["a function", { f: () => 0 }, "$.f"],
    ["a date", { at: new Date(0) }, "$.at"],
    ["bytes", { bytes: Uint8Array.of(1) }, "$.bytes"],
    ["a map", new Map(), "$"],
    ["half a surrogate pair", { text: "\ud83d" }, "$.text"],
    ["half a surrogate pair in a key", { "\ude00": 1 }, "$"],
  ])("%s has none, and the error names the path", (_, value, path) => {
    expect(() => canonicalJson(value)).toThrow(`${path} h`)
  })
})
