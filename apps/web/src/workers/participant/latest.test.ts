import fc from "fast-check"
import { expect, test } from "vitest"
import { latestEvery } from "./latest.ts"

fc.configureGlobal({ seed: 20_261_121 })

/** A clock that moves when told, and fires what is due on the way. */
function handClock() {
  let nowMs = 0
  let due: { atMs: number; then: () => void } | null = null
  return {
    nowMs: () => nowMs,
    start(ms: number, then: () => void) {
      const mine = { atMs: nowMs + ms, then }
      due = mine
      return () => {
        if (due === mine) due = null
      }
    },
    pass(ms: number) {
      const end = nowMs + ms
      if (due !== null && due.atMs <= end) {
        const { atMs, then } = due
        due = null
        nowMs = atMs
        then()
      }
      nowMs = end
    },
  }
}

test("values arrive at most once in the interval, in order, and the last one always", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(300), { minLength: 1, maxLength: 80 }), (pauses) => {
      const clock = handClock()
      const delivered: { value: number; atMs: number }[] = []
      const latest = latestEvery<number>(
        100,
        (value) => delivered.push({ value, atMs: clock.nowMs() }),
        clock,
      )
      for (const [value, pauseMs] of pauses.entries()) {
        latest.push(value)
        clock.pass(pauseMs)
      }
      clock.pass(100)
      expect(delivered[0]).toEqual({ value: 0, atMs: 0 })
      expect(delivered.at(-1)?.value).toBe(pauses.length - 1)
      for (const [index, { value, atMs }] of delivered.entries()) {
        const before = delivered[index - 1]
        if (before === undefined) continue
        expect(value).toBeGreaterThan(before.value)
        expect(atMs - before.atMs).toBeGreaterThanOrEqual(100)
      }
    }),
  )
})

test("after stop nothing arrives any more", () => {
  const clock = handClock()
  const delivered: string[] = []
  const latest = latestEvery<string>(100, (value) => delivered.push(value), clock)
  latest.push("first")
  latest.push("second")
  latest.stop()
  clock.pass(1_000)
  expect(delivered).toEqual(["first"])
})
