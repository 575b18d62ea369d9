import type { Clock, Timers } from "@tutti/transport"

/** Time that passes when a test says so: a relay's alarms and clock without waiting. */
export class FakeTimers implements Clock, Timers {
  #now = Date.parse("2026-03-01T12:00:00.000Z")
  readonly #alarms = new Set<{ atMs: number; ring: () => void }>()

  nowMs(): number {
    return this.#now
  }

  start(afterMs: number, ring: () => void): () => void {
    const alarm = { atMs: this.#now + afterMs, ring }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Rings what falls due within this time, in its order. */
  advance(byMs: number): void {
    const end = this.#now + byMs
    for (;;) {
      const due = [...this.#alarms].filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      this.#alarms.delete(due)
      this.#now = Math.max(this.#now, due.atMs)
      due.ring()
    }
    this.#now = end
  }
}
