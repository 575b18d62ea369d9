type Alarm = { atMs: number; ring: () => void }

/**
 * Time that passes only when a test says so. Alarms ring in the order of their times, and those of one time in the
 * order in which they were set; whatever a ring sets going is done before the next.
 */
export class FakeClock {
  #nowMs: number
  readonly #alarms = new Set<Alarm>()

  constructor(startMs = 0) {
    this.#nowMs = startMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  /** @returns what silences the alarm. */
  start(afterMs: number, ring: () => void): () => void {
    const alarm = { atMs: this.#nowMs + afterMs, ring }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Lets so much time pass, with everything that happens in it. */
  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs
    await quiet()
    for (let alarm = this.#next(endMs); alarm; alarm = this.#next(endMs)) {
      this.#alarms.delete(alarm)
      this.#nowMs = Math.max(this.#nowMs, alarm.atMs)
      alarm.ring()
      await quiet()
    }
    this.#nowMs = endMs
  }

  /** Lets time pass from alarm to alarm until `done` says so. @throws {Error} when `withinMs` have passed before. */
  async advanceUntil(done: () => boolean, withinMs = 3_600_000): Promise<void> {
    const endMs = this.#nowMs + withinMs
    await quiet()
    while (!done()) {
      const alarm = this.#next(endMs)
      if (!alarm) throw new Error(`it has not happened within ${withinMs} ms`)
      await this.advance(Math.max(0, alarm.atMs - this.#nowMs))
    }
  }

  #next(endMs: number): Alarm | undefined {
    let earliest: Alarm | undefined
    for (const alarm of this.#alarms)
      if (alarm.atMs <= endMs && (!earliest || alarm.atMs < earliest.atMs)) earliest = alarm
    return earliest
  }
}

/** One turn of the event loop: every promise that can settle without time passing has settled then. */
function quiet(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
