import type { Clock, Timers } from "./ports.ts"

/** Time that passes when a test says so. */
export class HandClock implements Clock, Timers {
  #nowMs = 0
  readonly #alarms = new Set<{ atMs: number; ring: () => void }>()

  /** Alarms that are set. */
  get waiting(): number {
    return this.#alarms.size
  }

  nowMs(): number {
    return this.#nowMs
  }

  start(afterMs: number, ring: () => void): () => void {
    const alarm = { atMs: this.#nowMs + afterMs, ring }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Rings what becomes due, in the order of time. */
  pass(milliseconds: number): void {
    const untilMs = this.#nowMs + milliseconds
    for (let due = this.#next(untilMs); due !== undefined; due = this.#next(untilMs)) {
      this.#alarms.delete(due)
      this.#nowMs = due.atMs
      due.ring()
    }
    this.#nowMs = untilMs
  }

  #next(untilMs: number) {
    return [...this.#alarms].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]
  }
}
