import type { Timers } from "../training/clock.ts"

/** At most one timer of each name runs; starting one again replaces it. */
export class NamedTimers<Name extends string> {
  readonly #timers: Timers
  readonly #ring: (name: Name) => void
  readonly #silencers = new Map<Name, () => void>()

  constructor(timers: Timers, ring: (name: Name) => void) {
    this.#timers = timers
    this.#ring = ring
  }

  start(name: Name, afterMs: number): void {
    this.cancel(name)
    const silence = this.#timers.start(afterMs, () => {
      this.#silencers.delete(name)
      this.#ring(name)
    })
    this.#silencers.set(name, silence)
  }

  cancel(name: Name): void {
    this.#silencers.get(name)?.()
    this.#silencers.delete(name)
  }

  cancelAll(): void {
    for (const silence of this.#silencers.values()) silence()
    this.#silencers.clear()
  }
}
