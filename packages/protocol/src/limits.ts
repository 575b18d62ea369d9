/** Every limit of the wire in one table (docs/protocol.md, section Limits). Units are in the names. */
export const LIMITS = {
  /** One binary frame; larger payloads travel as several acknowledged chunks. */
  chunkBytes: 256 * 1024,
  /** One frame as a socket carries it. A larger one ends the connection: nothing of it is read, so nothing can be answered. */
  frameBytes: 4 * 1024 * 1024,
  /** One message's envelope as JSON text, without its payload. */
  envelopeBytes: 512 * 1024,
  /** One assembled payload: 16 Mi float32 weights. */
  payloadBytes: 64 * 1024 * 1024,
  /** Chunks that may be on the way to one peer without an acknowledgement. */
  chunksInFlight: 4,
  /** A peer that answers nothing for this long while something waits for its answers is disconnected. */
  answerWithinMs: 60_000,
  /** Payloads that one peer may have begun and not ended; together they hold at most `payloadBytes`. */
  transfersPerSocket: 4,
  /** Messages and payload bytes that may wait for one peer's answers. */
  queueMessages: 1_024,
  queueBytes: 128 * 1024 * 1024,
  /** A transfer that gets no chunk for this long is forgotten, with its bytes. */
  transferIdleMs: 30_000,
  /** A socket that has not identified itself by then is closed. */
  identifyWithinMs: 10_000,
  /** Frames a socket may send per second, after a burst of the same size again. */
  framesPerSecond: 200,
  /** Bytes a socket may send per second, averaged over ten seconds. */
  bytesPerSecond: 32 * 1024 * 1024,
  /** Refused frames after which a socket is closed. */
  refusalsPerSocket: 20,
  /** One HTTP request body. */
  httpBodyBytes: 256 * 1024,
  /** Owners in one study. */
  owners: 10_000,
  /** Columns of one schema. */
  columns: 512,
  /** Categories of one column. */
  categories: 1_000,
  /** Weights of one model. */
  parameters: 16 * 1024 * 1024,
} as const
