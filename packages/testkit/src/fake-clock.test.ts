import * as fc from "fast-check"
import { expect, test } from "vitest"
import { FakeClock } from "./fake-clock.ts"

test("alarms ring in the order of their times, and of one time in the order in which they were set", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(20), { maxLength: 12 }), async (delays) => {
      const clock = new FakeClock(100)
      const rung: { atMs: number; index: number }[] = []
      for (const [index, delayMs] of delays.entries())
        clock.start(delayMs, () => rung.push({ atMs: clock.nowMs(), index }))
      await clock.advance(20)
      const planned = delays.map((delayMs, index) => ({ atMs: 100 + delayMs, index }))
      expect(rung).toEqual(planned.sort((one, other) => one.atMs - other.atMs || one.index - other.index))
      expect(clock.nowMs()).toBe(120)
    }),
    { numRuns: 30, seed: 1 },
  )
})

test("promises that an alarm settles have run before the next one rings", async () => {
  const clock = new FakeClock()
  const heard: string[] = []
  clock.start(1, () => {
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => heard.push("what follows from the first"))
  })
  clock.start(1, () => heard.push("the second"))
  await clock.advance(1)
  expect(heard).toEqual(["what follows from the first", "the second"])
})

test("a silenced alarm does not ring; one set while time passes rings within the same advance", async () => {
  const clock = new FakeClock()
  const rung: string[] = []
  const silence = clock.start(5, () => rung.push("silenced"))
  clock.start(3, () => {
    silence()
    clock.start(4, () => rung.push("set at three"))
  })
  await clock.advance(6)
  expect(rung).toEqual([])
  await clock.advance(1)
  expect(rung).toEqual(["set at three"])
})

test("waiting for what does not happen ends with an error and not with a hanging test", async () => {
  const clock = new FakeClock()
  await expect(clock.advanceUntil(() => false, 10)).rejects.toThrow("within 10 ms")
  let rung = false
  clock.start(7, () => {
    rung = true
  })
  await clock.advanceUntil(() => rung, 10)
  expect(clock.nowMs()).toBe(7)
})
