import { AbandonReason, ModelHash, ParticipantId, RoundMetrics, StudyEvent, StudySpec } from "@tutti/protocol"
import { bytesToFloats } from "@tutti/ring"
import type { EndedRound, OpenedRound } from "@tutti/sessions/training"
import type { Selectable } from "kysely"
import * as z from "zod"
import type { EventRow, RoundRow } from "./tables.ts"

/*
 * From rows to words. Rows are parsed like any other message: a database that was edited by hand, or written by
 * a later version, is told by name instead of travelling on as a wrong value.
 */

const participants = z.array(ParticipantId)

/** The parsed JSON of a column, null where it is empty. */
export function fromJson<Value>(schema: z.ZodType<Value>, json: string | null): Value | null {
  return json === null ? null : schema.parse(JSON.parse(json))
}

export function specFromRow(spec: string): StudySpec {
  return StudySpec.parse(JSON.parse(spec))
}

export function openedFromRow({ round, cohort, opened_at }: Selectable<RoundRow>): OpenedRound {
  return { round, cohort: participants.parse(JSON.parse(cohort)), openedAtMs: Date.parse(opened_at) }
}

/** @throws {TypeError} for a round that has no end. */
export function endedFromRow(row: Selectable<RoundRow>): EndedRound {
  const { closed_at, survivors, metrics, reason } = row
  if (closed_at === null || survivors === null) throw new TypeError(`round ${row.round} has no end`)
  const ended = {
    ...openedFromRow(row),
    closedAtMs: Date.parse(closed_at),
    survivors: participants.parse(JSON.parse(survivors)).length,
  }
  return metrics === null
    ? { ...ended, metrics: null, reason: AbandonReason.parse(reason) }
    : { ...ended, metrics: metricsFromRow(row), reason: null }
}

/** @throws {TypeError} for a round that was not committed. */
export function metricsFromRow({ round, metrics }: Selectable<RoundRow>): RoundMetrics {
  if (metrics === null) throw new TypeError(`round ${round} was not committed`)
  return RoundMetrics.parse(JSON.parse(metrics))
}

export function eventFromRow({ at, kind, participant, round, code }: Selectable<EventRow>): StudyEvent {
  return StudyEvent.parse({ at, kind, participant, round, code })
}

export function modelHashFromRow(hash: string): ModelHash {
  return ModelHash.parse(hash)
}

/** Bytes at the start of their own memory: libsql's are, pg's may be a part of a larger block and are copied. */
export function bytesFromRow(bytes: ArrayBuffer | Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

/** @throws {RangeError} when the bytes are no float32 vector: the database is damaged. */
export function floatsFromRow(bytes: ArrayBuffer | Uint8Array): Float32Array {
  const read = bytesToFloats(bytesFromRow(bytes))
  if (!read.ok) throw new RangeError(`stored weights: ${read.refusal}`)
  return read.floats
}
