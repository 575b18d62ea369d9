import { createContext, use, useSyncExternalStore } from "react"

/*
 * One beat for everything on the screen that counts, four to the second: as often as the relay tells something.
 * It stands still while nothing counts. What it drives is display only; deadlines are the relay's.
 */

const BEAT_MS = 250
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = performance.now()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) timer = setInterval(beat, BEAT_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

function beat() {
  now = performance.now()
  for (const listener of listeners) listener()
}

const still = () => () => {}

/** True around what shows old news: nothing in it counts on, because nobody knows whether it went on. */
export const ClockStopped = createContext(false)

/** Milliseconds since `at` (of performance.now), refreshed with every beat; 0 while it does not count or the clock is stopped. */
export function useElapsed(at: number, counting = true): number {
  const running = counting && !use(ClockStopped)
  const beaten = useSyncExternalStore(running ? subscribe : still, () => now)
  return running ? Math.max(0, beaten - at) : 0
}
