import type { StudyView } from "@tutti/protocol"
import type { Timers } from "@tutti/transport"

/** What may be watched: it tells of changes and gives a view of its present state when asked. */
export type Watchable = {
  /** @returns the remover. */
  onChange(changed: () => void, gone: () => void): () => void
  view(): StudyView
}

/** At most four a second: as often as a person can read, and no more work than that. */
const PAUSE_MS = 250

/**
 * Pushes a study's view now and after changes: the first change at once, those within the pause after a push
 * together at its end. Nothing is computed while nothing changes.
 * @returns what ends it.
 */
export function pushViews(
  study: Watchable,
  { timers, push, gone }: { timers: Timers; push(view: StudyView): void; gone(): void },
): () => void {
  let pause: (() => void) | undefined
  let changedMeanwhile = false
  const pushNow = () => {
    changedMeanwhile = false
    pause = timers.start(PAUSE_MS, () => {
      pause = undefined
      if (changedMeanwhile) pushNow()
    })
    push(study.view())
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
