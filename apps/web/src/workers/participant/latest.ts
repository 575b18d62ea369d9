/**
 * Hand on the newest of many values at most once in `everyMs`: the first at once, the last always.
 * @returns `push` takes a value; `stop` forgets what is waiting.
 */
export function latestEvery<Value>(
  everyMs: number,
  deliver: (value: Value) => void,
  clock: { nowMs(): number; start(afterMs: number, ring: () => void): () => void },
): { push(value: Value): void; stop(): void } {
  let waiting: { value: Value } | null = null
  let cancel: (() => void) | null = null
  let deliveredAt = Number.NEGATIVE_INFINITY

  const hand = () => {
    cancel = null
    if (waiting === null) return
    const { value } = waiting
    waiting = null
    deliveredAt = clock.nowMs()
    deliver(value)
  }
  return {
    push(value) {
      waiting = { value }
      if (cancel !== null) return
      const due = deliveredAt + everyMs - clock.nowMs()
      if (due <= 0) hand()
      else cancel = clock.start(due, hand)
    },
    stop() {
      waiting = null
      cancel?.()
      cancel = null
    },
  }
}
