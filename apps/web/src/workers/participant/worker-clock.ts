/**
 * The worker's time on a scale that the page shares: ms since the Unix epoch as the browser saw it when the context
 * began, never going back. `performance.now()` alone begins at zero in each of them.
 */
export const workerClock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  start(afterMs: number, ring: () => void): () => void {
    const timer = setTimeout(ring, afterMs)
    return () => clearTimeout(timer)
  },
}
