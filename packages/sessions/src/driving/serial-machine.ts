import type { Clock } from "../training/clock.ts"

export type Stepped<State, Effect> = { readonly state: State; readonly effects: readonly Effect[] }

/** Distributes over the union, so that each event keeps its own fields. */
export type Untimed<Event> = Event extends unknown ? Omit<Event, "nowMs"> : never

type Parts<State, Event, Effect> = {
  readonly clock: Clock
  /** What follows from an event, and nothing else. */
  readonly step: (state: State, event: Event) => Stepped<State, Effect>
  /** What it returns is awaited before the next effect: a record is durable before anything that follows from it. */
  readonly carryOut: (effect: Effect) => Promise<void> | undefined
  /** After each event, with all its effects. */
  readonly changed: () => void
  /** An effect or a step threw. The machine has stopped. */
  readonly fault: (error: unknown) => void
}

type Job<Event, Effect> = {
  readonly event: Event
  readonly done: ((effects: readonly Effect[] | null) => void) | undefined
}

/**
 * Runs a pure step machine: one event after the other, in the order in which they happened, each with all its effects
 * before the next. Whatever happens while a record is being written waits its turn.
 */
export class SerialMachine<State, Event extends { readonly nowMs: number }, Effect> {
  #state: State
  #closed = false
  #draining = false
  #drained: Promise<void>
  readonly #parts: Parts<State, Event, Effect>
  readonly #jobs: Job<Event, Effect>[] = []

  /** @param start its effects are carried out first, and from here on. */
  constructor({ state, effects }: Stepped<State, Effect>, parts: Parts<State, Event, Effect>) {
    this.#state = state
    this.#parts = parts
    this.#drained = this.#drain(effects)
  }

  get state(): State {
    return this.#state
  }

  get isDraining(): boolean {
    return this.#draining
  }

  happened(event: Untimed<Event>): void {
    this.#add(event, undefined)
  }

  /** @returns the event's effects once they are carried out; null if the machine was closed before. */
  asked(event: Untimed<Event>): Promise<readonly Effect[] | null> {
    return new Promise((resolve) => this.#add(event, resolve))
  }

  /** Resolves when everything that has happened so far is carried out. */
  drained(): Promise<void> {
    return this.#drained
  }

  /** Nothing more is stepped or carried out. */
  close(): void {
    this.#closed = true
    for (const { done } of this.#jobs.splice(0)) done?.(null)
  }

  #add(untimed: Untimed<Event>, done: Job<Event, Effect>["done"]): void {
    if (this.#closed) {
      done?.(null)
      return
    }
    // A field that was left out and is put back: the compiler does not see that through a type parameter.
    const event = { ...untimed, nowMs: this.#parts.clock.nowMs() } as unknown as Event
    this.#jobs.push({ event, done })
    if (!this.#draining) this.#drained = this.#drain([])
  }

  async #drain(first: readonly Effect[]): Promise<void> {
    const { step, changed, fault } = this.#parts
    this.#draining = true
    let job: Job<Event, Effect> | undefined
    try {
      await this.#carryOut(first)
      for (job = this.#jobs.shift(); job; job = this.#jobs.shift()) {
        const { state, effects } = step(this.#state, job.event)
        this.#state = state
        await this.#carryOut(effects)
        job.done?.(effects)
        changed()
      }
    } catch (error) {
      this.close()
      job?.done?.(null)
      fault(error)
    } finally {
      this.#draining = false
    }
  }

  async #carryOut(effects: readonly Effect[]): Promise<void> {
    for (const effect of effects) {
      if (this.#closed) return
      const carriedOut = this.#parts.carryOut(effect)
      if (carriedOut) await carriedOut
    }
  }
}
