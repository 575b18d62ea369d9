import type { StudyId } from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"
import type { CommitRecord } from "@tutti/sessions/training"
import type { Transaction } from "kysely"
import type { Tables } from "./tables.ts"

const DAY_MS = 86_400_000

type Committed = Extract<CommitRecord, { kind: "round-committed" }>

/** What one record changes; the caller's transaction makes it all or nothing. */
export async function writeRecord(
  transaction: Transaction<Tables>,
  study: StudyId,
  record: CommitRecord,
): Promise<void> {
  const at = new Date(record.atMs).toISOString()
  switch (record.kind) {
    case "owner-known":
      await transaction
        .updateTable("member")
        .set({ agreed_at: at, label: record.label })
        .where("study", "=", study)
        .where("participant", "=", record.participant)
        .execute()
      return
    case "scaling-frozen":
      await transaction
        .updateTable("study")
        .set({ scaling: JSON.stringify(record.scaling) })
        .where("id", "=", study)
        .execute()
      return
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
      await transaction
        .updateTable("study")
        .set({ last_round: record.round })
        .where("id", "=", study)
        .execute()
      return
    case "round-committed":
      return writeCommittedRound(transaction, study, record)
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
      ...(best ? { best_round: round } : {}),
    }))
    .where("id", "=", study)
    .execute()

  await transaction
    .insertInto("weights")
    .values({ study, round, model_hash: modelHash, bytes: floatsToBytes(weights) })
    .execute()
  await transaction
    .deleteFrom("weights")
    .where("study", "=", study)
    .where("round", "!=", round)
    .where("round", "!=", ({ selectFrom }) =>
      selectFrom("study").select("best_round").where("id", "=", study),
    )
    .execute()

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

async function writeState(
  transaction: Transaction<Tables>,
  study: StudyId,
  { atMs, state }: Extract<CommitRecord, { kind: "state" }>,
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
