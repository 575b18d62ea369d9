import fc from "fast-check"
import { expect, test } from "vitest"
import { jsonSize } from "./json-size.ts"

fc.configureGlobal({ seed: 20_260_101 })

/** Nothing that JSON writes with an escape: those count as the characters they stand for. */
const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((some) => !/["\\\p{Cc}\p{Cs}]/u.test(some))
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((some) => some + 0),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(text, tie("value"), { maxKeys: 4 }),
  ),
})).value

test("[W10] a value is as long as its JSON text, but for the commas that its lists and objects end without", () => {
  fc.assert(
    fc.property(json, (value) => {
      const exact = new TextEncoder().encode(JSON.stringify(value)).length
      const size = jsonSize(value, 1_000_000)
      expect(size).toBeGreaterThanOrEqual(exact)
      // One comma too many per list and object; no value here has more of them than characters.
      const containers = JSON.stringify(value).match(/[[{]/g)?.length ?? 0
      expect(size).toBeLessThanOrEqual(exact + containers)
    }),
  )
})

test("[W10] counting ends at the limit", () => {
  expect(jsonSize("a".repeat(98), 100)).toBe(100)
  expect(jsonSize("a".repeat(99), 100)).toBe(Number.POSITIVE_INFINITY)
  const endless = {
    get next(): unknown {
      return [endless]
    },
  }
  expect(jsonSize([Array.from({ length: 200 }, () => 1), endless], 100)).toBe(Number.POSITIVE_INFINITY)
})

test("[W12] what no JSON text gives has no size", () => {
  const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
  expect(jsonSize(deep(32), 1_000)).toBeDefined()
  for (const value of [deep(33), undefined, () => 0, 1n, Symbol("s"), Uint8Array.of(1), new ArrayBuffer(1)]) {
    expect(jsonSize(value, 1_000)).toBeUndefined()
    expect(jsonSize({ nested: [value] }, 1_000)).toBe(
      value === undefined ? undefined : jsonSize(value, 1_000),
    )
  }
})
