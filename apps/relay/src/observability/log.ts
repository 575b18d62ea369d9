import type { AbandonReason, ParticipantId, RefusalCode, RunEndReason, StudyId } from "@tutti/protocol"
import pino from "pino"

/**
 * All that a log line may say besides its sentence. The type is the guard: no field takes a label, a column, a
 * cell, a weight, a token or an address, and the sentences are written in this program.
 */
type LogFields = {
  study?: StudyId
  /** A hash of a key; shortened by the writer, enough to follow one owner through a log. */
  participant?: ParticipantId
  round?: number
  /** Of a regression. */
  run?: number
  code?: RefusalCode | AbandonReason | RunEndReason
  port?: number
  error?: unknown
}

export interface Log {
  debug(sentence: string, fields?: LogFields): void
  info(sentence: string, fields?: LogFields): void
  warn(sentence: string, fields?: LogFields): void
  error(sentence: string, fields?: LogFields): void
}

/** Where log lines go, one JSON object each; standard error unless a test listens. */
export type LogSink = { write(line: string): void }

/** Structured logs by pino, with nothing about the machine and its process but the time. */
export function createLog(level: string, sink?: LogSink): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { participant: (id: string) => id.slice(0, 8), error: describeFault },
      // A second guard, should a later field ever carry an object: these names never reach the output.
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), remove: true },
    },
    sink ?? pino.destination({ dest: 2, sync: true }),
  )
  const at =
    (write: (fields: LogFields, sentence: string) => void) =>
    (sentence: string, fields: LogFields = {}) =>
      write(fields, sentence)
  return {
    debug: at((fields, sentence) => logger.debug(fields, sentence)),
    info: at((fields, sentence) => logger.info(fields, sentence)),
    warn: at((fields, sentence) => logger.warn(fields, sentence)),
    error: at((fields, sentence) => logger.error(fields, sentence)),
  }
}

const SECRET_NAMES = [
  "label",
  "token",
  "secret",
  "invite",
  "weights",
  "payload",
  "spec",
  "statistics",
  "authorization",
  "secretKey",
  "seed",
  "key",
  "lanes",
]

/**
 * Name, code and stack of an error, without its message: a database or a parser may quote a value in it.
 */
function describeFault(error: unknown): { name: string; code?: string; at?: string[] } {
  if (!(error instanceof Error)) return { name: typeof error }
  const code = "code" in error && typeof error.code === "string" ? { code: error.code } : {}
  const frames = error.stack?.split("\n").filter((line) => line.startsWith("    at "))
  return {
    name: error.name,
    ...code,
    ...(frames === undefined ? {} : { at: frames.map((line) => line.trim()) }),
  }
}
