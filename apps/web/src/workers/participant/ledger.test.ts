import type { LedgerEntry } from "@tutti/sessions/training"
import fc from "fast-check"
import { expect, test } from "vitest"
import { EMPTY_LEDGER, joinLedgers, LEDGER_KINDS, NEWEST_ENTRIES, summariseLedger } from "./ledger.ts"

fc.configureGlobal({ seed: 20_261_121 })

const entry: fc.Arbitrary<LedgerEntry> = fc.record({
  what: fc.constantFrom(...LEDGER_KINDS),
  round: fc.option(fc.integer({ min: 1, max: 50 })),
  bytes: fc.integer({ min: 1, max: 1_000_000 }),
  recipient: fc.constant("relay" as const),
  atMs: fc.nat(),
})
const entries = fc.array(entry, { maxLength: 2 * NEWEST_ENTRIES })

test("the totals of the kinds add up to the whole, in messages and in bytes", () => {
  fc.assert(
    fc.property(entries, (some) => {
      const { totals, bytes, messages } = summariseLedger(some)
      let expectedBytes = 0
      for (const one of some) expectedBytes += one.bytes
      expect(bytes).toBe(expectedBytes)
      expect(messages).toBe(some.length)
      expect(LEDGER_KINDS.reduce((total, kind) => total + totals[kind].bytes, 0)).toBe(expectedBytes)
      expect(LEDGER_KINDS.reduce((total, kind) => total + totals[kind].messages, 0)).toBe(some.length)
    }),
  )
})

test("two visits read as one: joining ledgers is the ledger of all entries", () => {
  fc.assert(
    fc.property(entries, entries, (earlier, later) => {
      const joined = joinLedgers(summariseLedger(earlier), summariseLedger(later))
      expect(joined).toEqual(summariseLedger([...earlier, ...later]))
    }),
  )
})

test("nothing sent is an empty ledger, and joining it changes nothing", () => {
  const one = summariseLedger([{ what: "model-update", round: 3, bytes: 400, recipient: "relay", atMs: 7 }])
  expect(EMPTY_LEDGER).toMatchObject({ bytes: 0, messages: 0, newest: [] })
  expect(joinLedgers(EMPTY_LEDGER, one)).toEqual(one)
  expect(one.totals["model-update"]).toEqual({ messages: 1, bytes: 400 })
})
