import type { StudyEvent, StudyId } from "@tutti/protocol"
import type { Clock } from "@tutti/transport"
import type { Log } from "../observability/log.ts"
import type { StudyStore } from "../store/study-store.ts"

/** Events that a view carries; the database keeps them all. */
export const SHOWN_EVENTS = 200

/** One study's append-only log: shown from memory, written in its order behind the coordinator's back. */
export class EventLog {
  readonly #study: StudyId
  readonly #parts: { store: StudyStore; clock: Clock; log: Log }
  #shown: readonly StudyEvent[]
  #written: Promise<void> = Promise.resolve()
  /** Who was refused by which code since the last round opened: saying so once is enough. */
  readonly #refused = new Set<string>()

  /** @param newest as `StudyStore.events` gives them. */
  constructor(
    study: StudyId,
    newest: readonly StudyEvent[],
    parts: { store: StudyStore; clock: Clock; log: Log },
  ) {
    this.#study = study
    this.#shown = newest
    this.#parts = parts
  }

  get shown(): readonly StudyEvent[] {
    return this.#shown
  }

  append(happened: Omit<StudyEvent, "at">): void {
    if (this.#isRepetition(happened)) return
    const { store, clock, log } = this.#parts
    const event = { ...happened, at: new Date(clock.nowMs()).toISOString() }
    this.#shown = [...this.#shown, event].slice(-SHOWN_EVENTS)
    const { kind, participant, round, code } = event
    log.info(`study: ${kind}`, {
      study: this.#study,
      ...(participant === null ? {} : { participant }),
      ...(round === null ? {} : { round }),
      ...(code === null ? {} : { code }),
    })
    this.#written = this.#written
      .then(() => store.appendEvent(this.#study, event))
      .catch((error: unknown) => log.error("an event was not written", { study: this.#study, error }))
  }

  /** An owner that repeats what is refused fills neither the database nor the screen. */
  #isRepetition({ kind, participant, code }: Omit<StudyEvent, "at">): boolean {
    if (kind === "round-opened") this.#refused.clear()
    if (kind !== "refused") return false
    const refusal = `${participant} ${code}`
    if (this.#refused.has(refusal)) return true
    this.#refused.add(refusal)
    return false
  }

  /** Resolves when everything appended so far is written. */
  written(): Promise<void> {
    return this.#written
  }
}
