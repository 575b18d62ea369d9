/** Time as an argument: milliseconds that never go back. The relay's start at the Unix epoch as it saw it when it began. */
export type Clock = { nowMs(): number }

/** One alarm, later; returns what silences it. */
export type Timers = { start(afterMs: number, ring: () => void): () => void }
