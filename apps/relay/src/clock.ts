import type { Clock, Timers } from "@tutti/transport"

/**
 * The relay's one clock: milliseconds since the Unix epoch as they were when the process began, plus what the
 * monotonic clock has counted since. It never goes back, whatever is done to the machine's clock.
 */
export const relayClock: Clock = { nowMs: () => performance.timeOrigin + performance.now() }

/** Alarms that do not keep a process alive which has nothing else to do. */
export const relayTimers: Timers = {
  start(afterMs, ring) {
    const timer = setTimeout(ring, afterMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
