/** Wire version. A relay and a participant that differ refuse each other by name instead of guessing. */
export const PROTOCOL_VERSION = 1
