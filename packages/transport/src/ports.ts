/** Time as an argument: milliseconds that never go back. */
export type Clock = { nowMs(): number }

/** One alarm, later; returns what silences it. */
export type Timers = { start(afterMs: number, ring: () => void): () => void }

/** The process's monotonic clock. */
export const processClock: Clock = { nowMs: () => performance.now() }

/** The process's timers. A waiting alarm keeps a Node process alive no longer than its sockets do. */
export const processTimers: Timers = {
  start(afterMs, ring) {
    const timer = setTimeout(ring, afterMs)
    letProcessEnd(timer)
    return () => clearTimeout(timer)
  },
}

/** Node's timers are objects, a browser's are numbers. */
function letProcessEnd(timer: number | { unref(): unknown }): void {
  if (typeof timer === "object") timer.unref()
}
