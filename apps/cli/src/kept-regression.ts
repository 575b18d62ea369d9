import { join } from "node:path"
import { StudyHash, type StudyId } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import type { PartyRecord, PartyRecords } from "@tutti/sessions/regression"
import * as z from "zod"
import { bytes32, count, readKept, replace } from "./kept-file.ts"

const integer = z.string().regex(/^-?\d+$/)
const integers = z.array(integer)

const Closing = z.strictObject({
  run: count,
  statistics: z.string(),
  round: z.strictObject({
    index: count,
    parties: count,
    transcript: z.string(),
    frame: z.string(),
    key: integer,
    pads: z.array(integers),
    constants: integers,
    opened: z.array(z.strictObject({ name: z.string(), values: integers })),
  }),
  lastKeys: z.array(z.tuple([count, z.string()])),
})

const KeptRecord = z.strictObject({
  file: z.literal("tutti/regression-record/1"),
  studyHash: StudyHash,
  rosterRoot: z.string(),
  lastRun: count,
  data: z.array(z.strictObject({ statistics: z.string(), begun: count, finished: z.boolean() })),
  closing: Closing.nullable(),
  report: z.strictObject({ run: count, sealed: z.string() }).nullable(),
  ledger: z.strictObject({
    lastRound: count,
    contributions: count,
    finishedRound: count,
    transcript: bytes32,
  }),
})

/** An owner's records of regressions, one file each. */
export function regressionRecords(folder: string): PartyRecords {
  const path = (study: StudyId) => join(folder, `${study}.json`)
  return {
    async load(study) {
      const kept = await readKept(path(study), KeptRecord)
      if (kept === null) return null
      const { file: _file, ...record } = kept
      return record
    },
    save: (study, record) => replace(path(study), written(record)),
  }
}

function written({ ledger, ...record }: PartyRecord) {
  const transcript = toBase64url(ledger.transcript)
  return { file: "tutti/regression-record/1", ...record, ledger: { ...ledger, transcript } }
}
