import { useSyncExternalStore } from "react"

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

/** Milliseconds since `at` (of performance.now), refreshed with every beat; 0 while `running` is false. */
export function useElapsed(at: number, running = true): number {
  const beaten = useSyncExternalStore(running ? subscribe : still, () => now)
  return running ? Math.max(0, beaten - at) : 0
}
