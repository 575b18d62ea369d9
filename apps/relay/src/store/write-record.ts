import type { StudyId } from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"
import type { CommitRecord } from "@tutti/sessions/training"
import type { Transaction, Updateable } from "kysely"
import { writeAgreement } from "./members.ts"
import { metricsFromRow } from "./rows.ts"
import type { StudyRow, Tables } from "./tables.ts"

const DAY_MS = 86_400_000

type Committed = Extract<CommitRecord, { kind: "round-committed" }>
type Measured = Extract<CommitRecord, { kind: "round-measured" }>

/** What one record changes; the caller's transaction makes it all or nothing. */
export async function writeRecord(
  transaction: Transaction<Tables>,
  study: StudyId,
  record: CommitRecord,
): Promise<void> {
  const at = new Date(record.atMs).toISOString()
  const updateStudy = (change: Updateable<StudyRow>) =>
    transaction.updateTable("study").set(change).where("id", "=", study).execute()
  switch (record.kind) {
    case "owner-known":
      return writeAgreement(transaction, study, record)
    case "scaling-frozen":
      await updateStudy({
        scaling: JSON.stringify(record.scaling),
        totals: record.totals && JSON.stringify(record.totals),
      })
      return
    case "roster-frozen":
      await updateStudy({ roster: JSON.stringify(record.roster) })
      return
    case "aggregation-begun":
      await updateStudy({ last_aggregation: record.number })
      return
    case "aggregation-finished": {
      const { number, transcript } = record
      await updateStudy({ finished_aggregation: JSON.stringify({ number, transcript }) })
      return
    }
    case "round-opened":
      await transaction
        .insertInto("round")
        .values({
          study,
          round: record.round,
          phase: "opened",
          opened_at: at,
          closed_at: null,
          cohort: JSON.stringify(record.cohort),
          survivors: null,
          metrics: null,
          reason: null,
        })
        .execute()
      await updateStudy({ last_round: record.round })
      return
    case "round-committed":
      return writeCommittedRound(transaction, study, record)
    case "round-measured":
      return writeMeasurement(transaction, study, record)
    case "rolled-back":
      return rollBack(transaction, study)
    case "round-abandoned":
      await transaction
        .updateTable("round")
        .set({
          phase: "abandoned",
          closed_at: at,
          reason: record.reason,
          survivors: JSON.stringify(record.survivors),
        })
        .where("study", "=", study)
        .where("round", "=", record.round)
        .where("phase", "=", "opened")
        .execute()
      return
    case "state":
      return writeState(transaction, study, record)
  }
}

async function writeCommittedRound(
  transaction: Transaction<Tables>,
  study: StudyId,
  { atMs, metrics, weights, server, survivors, best }: Committed,
): Promise<void> {
  const { round, modelHash } = metrics
  const { numUpdatedRows } = await transaction
    .updateTable("round")
    .set({
      phase: "committed",
      closed_at: new Date(atMs).toISOString(),
      survivors: JSON.stringify(survivors),
      metrics: JSON.stringify(metrics),
    })
    .where("study", "=", study)
    .where("round", "=", round)
    .where("phase", "=", "opened")
    .executeTakeFirst()
  // Counting a round twice is the one fault that nothing later could mend.
  if (numUpdatedRows !== 1n) throw new Error(`round ${round} is not open and cannot be committed`)

  await transaction
    .updateTable("study")
    .set(({ eb }) => ({
      committed_rounds: eb("committed_rounds", "+", 1),
      last_committed_round: round,
      rolled_back_to: null,
      ...(best ? { best_round: round } : {}),
    }))
    .where("id", "=", study)
    .execute()

  await transaction
    .insertInto("weights")
    .values({ study, round, model_hash: modelHash, bytes: floatsToBytes(weights) })
    .execute()
  await keepNeededWeights(transaction, study)

  await transaction.deleteFrom("moments").where("study", "=", study).execute()
  if (server !== null)
    await transaction
      .insertInto("moments")
      .values({
        study,
        step: server.step,
        first: floatsToBytes(server.first),
        second: floatsToBytes(server.second),
      })
      .execute()
}

async function writeMeasurement(
  transaction: Transaction<Tables>,
  study: StudyId,
  { round, validationLoss, validationAccuracy, best }: Measured,
): Promise<void> {
  const row = await transaction
    .selectFrom("round")
    .selectAll()
    .where("study", "=", study)
    .where("round", "=", round)
    .executeTakeFirstOrThrow()
  const metrics = { ...metricsFromRow(row), validationLoss, validationAccuracy }
  await transaction
    .updateTable("round")
    .set({ metrics: JSON.stringify(metrics) })
    .where("study", "=", study)
    .where("round", "=", round)
    .execute()
  if (!best) return
  await transaction.updateTable("study").set({ best_round: round }).where("id", "=", study).execute()
  await keepNeededWeights(transaction, study)
}

/** The best model is the current one again; before there is a best, the current one stays. */
async function rollBack(transaction: Transaction<Tables>, study: StudyId): Promise<void> {
  await transaction
    .updateTable("study")
    .set(({ ref }) => ({ rolled_back_to: ref("best_round") }))
    .where("id", "=", study)
    .where("best_round", ">", 0)
    .execute()
  await keepNeededWeights(transaction, study)
  await transaction.deleteFrom("moments").where("study", "=", study).execute()
}

/** Forgets all weights but the best and the current ones. */
async function keepNeededWeights(transaction: Transaction<Tables>, study: StudyId): Promise<void> {
  const needed = await transaction
    .selectFrom("study")
    .select(["best_round", "last_committed_round", "rolled_back_to"])
    .where("id", "=", study)
    .executeTakeFirstOrThrow()
  await transaction
    .deleteFrom("weights")
    .where("study", "=", study)
    .where("round", "not in", [needed.best_round, needed.rolled_back_to ?? needed.last_committed_round])
    .execute()
}

/** A study of either kind; once it has ended its retention runs. */
export async function writeState(
  transaction: Transaction<Tables>,
  study: StudyId,
  { atMs, state }: Pick<Extract<CommitRecord, { kind: "state" }>, "atMs" | "state">,
): Promise<void> {
  const ended = state === "finished" || state === "stopped"
  const { retention_days: days } = await transaction
    .selectFrom("study")
    .select("retention_days")
    .where("id", "=", study)
    .executeTakeFirstOrThrow()
  const deleteAfter = new Date(atMs + days * DAY_MS).toISOString()
  await transaction
    .updateTable("study")
    .set({ state, delete_after: ended ? deleteAfter : null })
    .where("id", "=", study)
    .execute()
}
