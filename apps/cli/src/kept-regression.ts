import { StudyHash } from "@tutti/protocol"
import type { PartyRecords } from "@tutti/sessions/regression"
import * as z from "zod"
import { count, KeptLedger, studyRecords } from "./kept-file.ts"

const FILE = "tutti/regression-record/1"
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
  file: z.literal(FILE),
  studyHash: StudyHash,
  rosterRoot: z.string(),
  lastRun: count,
  data: z.array(z.strictObject({ statistics: z.string(), begun: count, finished: z.boolean() })),
  closing: Closing.nullable(),
  report: z.strictObject({ run: count, sealed: z.string() }).nullable(),
  ledger: KeptLedger,
})

/** An owner's records of regressions, one file each. */
export const regressionRecords = (folder: string): PartyRecords => studyRecords(folder, FILE, KeptRecord)
