import type { StudyView } from "@tutti/protocol"
import fc from "fast-check"
import { expect, test } from "vitest"
import { FakeTimers } from "../testing/fake-timers.ts"
import { pushViews } from "./push-views.ts"

/** A study whose view is the number of changes so far. */
function watched(costMs = 0) {
  const timers = new FakeTimers()
  const listeners = new Set<() => void>()
  let changes = 0
  let computed = 0
  const study = {
    onChange(changed: () => void) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    view() {
      computed += 1
      timers.advance(costMs)
      return { bestRound: changes } as StudyView
    },
  }
  const pushed: { atMs: number; changes: number }[] = []
  const start = timers.nowMs()
  const stop = pushViews(study, {
    timers,
    clock: timers,
    push: ({ bestRound }) => pushed.push({ atMs: timers.nowMs() - start, changes: bestRound }),
    gone: () => {},
  })
  const change = () => {
    changes += 1
    for (const changed of listeners) changed()
  }
  return { timers, pushed, change, stop, listeners, computed: () => computed, changes: () => changes }
}

test("[R24] whatever the changes, at most four views a second, and the last change is always shown", () => {
  const pauses = fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 60 })
  fc.assert(
    fc.property(pauses, (pauses) => {
      const { timers, pushed, change, changes } = watched()
      for (const pause of pauses) {
        change()
        timers.advance(pause)
      }
      timers.advance(1_000)
      for (const [index, { atMs }] of pushed.entries())
        expect(atMs - (pushed[index - 1]?.atMs ?? -250)).toBeGreaterThanOrEqual(250)
      expect(pushed.at(-1)?.changes).toBe(changes())
    }),
  )
})

test("[R24] a watcher is shown the present at once, and nothing is computed while nothing changes", () => {
  const { timers, pushed, computed, change } = watched()
  expect(pushed).toEqual([{ atMs: 0, changes: 0 }])
  timers.advance(60_000)
  expect(computed()).toBe(1)
  change()
  expect(pushed.at(-1)).toEqual({ atMs: 60_000, changes: 1 })
})

test("a watcher that leaves is forgotten", () => {
  const { timers, pushed, change, stop, listeners } = watched()
  change()
  stop()
  timers.advance(1_000)
  expect(listeners.size).toBe(0)
  expect(pushed).toHaveLength(1)
})

test("[R24] a study that is dear to show is shown less often: a twentieth of the time at most", () => {
  const { timers, pushed, change } = watched(100)
  for (let second = 0; second < 20; second++) {
    change()
    timers.advance(1_000)
  }
  const [first, second] = pushed
  expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBe(2_000)
  expect(pushed).toHaveLength(11)
})
