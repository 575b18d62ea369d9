import type { Clock, Timers } from "@tutti/transport"

/** What may be watched: it tells of changes and gives a view of its present state when asked. */
export type Watchable<View> = {
  /** @returns the remover. */
  onChange(changed: () => void, gone: () => void): () => void
  view(): View
}

/** At most four a second: as often as a person can read. */
const PAUSE_MS = 250
/** A screen costs at most a twentieth of the relay's time: a study of a thousand owners is shown less often. */
const PAUSE_PER_COST = 19

/**
 * Pushes a study's view now and after changes: the first change at once, those within the pause after a push
 * together at its end. Nothing is computed while nothing changes.
 * @returns what ends it.
 */
export function pushViews<View>(
  study: Watchable<View>,
  { timers, clock, push, gone }: { timers: Timers; clock: Clock; push(view: View): void; gone(): void },
): () => void {
  let pause: (() => void) | undefined
  let changedMeanwhile = false
  const pushNow = () => {
    changedMeanwhile = false
    const beganMs = clock.nowMs()
    push(study.view())
    const tookMs = clock.nowMs() - beganMs
    pause = timers.start(Math.max(PAUSE_MS, PAUSE_PER_COST * tookMs), () => {
      pause = undefined
      if (changedMeanwhile) pushNow()
    })
  }
  const unsubscribe = study.onChange(() => {
    if (pause === undefined) pushNow()
    else changedMeanwhile = true
  }, gone)
  pushNow()
  return () => {
    unsubscribe()
    pause?.()
  }
}
