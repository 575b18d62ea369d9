import type { StudyId, StudyState } from "@tutti/protocol"
import type { RegressionRecord } from "@tutti/sessions/regression"
import type { Transaction, Updateable } from "kysely"
import { writeAgreement } from "./members.ts"
import type { RunPayloadRow, RunRow, StudyRow, Tables } from "./tables.ts"
import { writeState } from "./write-record.ts"

/** What one record of a regression changes; the caller's transaction makes it all or nothing. */
export async function writeRegressionRecord(
  transaction: Transaction<Tables>,
  study: StudyId,
  record: RegressionRecord,
): Promise<void> {
  const { atMs } = record
  const updateStudy = (change: Updateable<StudyRow>) =>
    transaction.updateTable("study").set(change).where("id", "=", study).execute()
  const become = (state: StudyState) => writeState(transaction, study, { atMs, state })
  switch (record.kind) {
    case "owner-known":
      return writeAgreement(transaction, study, record)
    case "roster-frozen":
      await updateStudy({ roster: JSON.stringify(record.roster) })
      return
    case "run-begun":
      await transaction
        .insertInto("run")
        .values({ study, run: record.run, phase: "open", began_at: new Date(atMs).toISOString(), ...NO_END })
        .execute()
      return become("running")
    case "run-opened":
      for (const [party, frame] of record.frames.entries())
        await insertPayload(transaction, { study, run: record.run, form: "frame", party }, frame)
      return
    case "report-taken": {
      const { run, party, report } = record
      return insertPayload(transaction, { study, run, form: "report", party }, report)
    }
    case "run-ended": {
      const { run, reason, code, party, column, from } = record
      await endRun(transaction, study, run, {
        phase: "ended",
        ended_at: new Date(atMs).toISOString(),
        reason,
        code,
        party,
        refused_column: column,
        depends_on: from && JSON.stringify(from),
      })
      await forgetPayloads(transaction, study, run, ["frame", "report"])
      return become("open")
    }
    case "run-finished": {
      const { run, sums } = record
      await endRun(transaction, study, run, {
        phase: "finished",
        ended_at: new Date(atMs).toISOString(),
        sums: sums && JSON.stringify(sums),
      })
      await forgetPayloads(transaction, study, run, ["frame"])
      return become("finished")
    }
    case "stopped":
      return become("stopped")
  }
}

const NO_END = {
  ended_at: null,
  reason: null,
  code: null,
  party: null,
  refused_column: null,
  depends_on: null,
  sums: null,
} as const

type Payload = Pick<RunPayloadRow, "study" | "run" | "form" | "party">

async function insertPayload(
  transaction: Transaction<Tables>,
  payload: Payload,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  await transaction
    .insertInto("run_payload")
    .values({ ...payload, bytes })
    .execute()
}

async function endRun(
  transaction: Transaction<Tables>,
  study: StudyId,
  run: number,
  end: Updateable<RunRow>,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable("run")
    .set(end)
    .where("study", "=", study)
    .where("run", "=", run)
    .where("phase", "=", "open")
    .executeTakeFirst()
  // A run with two ends would be a table that was opened, and is said not to have been.
  if (numUpdatedRows !== 1n) throw new Error(`run ${run} is not open and cannot end`)
}

async function forgetPayloads(
  transaction: Transaction<Tables>,
  study: StudyId,
  run: number,
  forms: readonly Payload["form"][],
): Promise<void> {
  await transaction
    .deleteFrom("run_payload")
    .where("study", "=", study)
    .where("run", "=", run)
    .where("form", "in", forms)
    .execute()
}
