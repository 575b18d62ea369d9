import type { LIMITS } from "@tutti/protocol"

/** The limits that the framing keeps; `LIMITS` fits, and tests pass smaller ones. */
export type WireLimits = Record<
  Extract<
    keyof typeof LIMITS,
    | "chunkBytes"
    | "envelopeBytes"
    | "payloadBytes"
    | "chunksInFlight"
    | "answerWithinMs"
    | "transfersPerSocket"
    | "transferIdleMs"
    | "queueMessages"
    | "queueBytes"
    | "framesPerSecond"
    | "bytesPerSecond"
    | "refusalsPerSocket"
  >,
  number
>
