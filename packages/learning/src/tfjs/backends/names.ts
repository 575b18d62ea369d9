/** Backends of tfjs that a trainer may choose from; the first is the yardstick of the others. */
export const BACKENDS = ["cpu", "wasm", "webgl"] as const
export type BackendName = (typeof BACKENDS)[number]

/** What a trainer computes with, and why, in words for the owner. */
export type Backend = { name: BackendName; reason: string }
