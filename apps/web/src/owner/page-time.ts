/**
 * A moment of the worker's clock on the page's own `performance.now()` scale, for counters that run by it.
 * Each context's clock begins when the context does; `performance.timeOrigin` says when that was.
 */
export function pageTime(workerMs: number): number {
  return workerMs - performance.timeOrigin
}
