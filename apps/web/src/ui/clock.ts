import { useSyncExternalStore } from "react"

/*
 * One ticking second for everything on the screen that counts. It stands still while nobody looks and while the
 * page is hidden: what it shows is display only, deadlines are the relay's.
 */

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let second = 0

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) timer = setInterval(tick, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearInterval(timer)
  }
}

function tick() {
  second += 1
  for (const listener of listeners) listener()
}

/** Milliseconds since `at` (of performance.now), refreshed every second. */
export function useElapsed(at: number): number {
  useSyncExternalStore(subscribe, () => second)
  return Math.max(0, performance.now() - at)
}
