import { ColumnScaling, FrozenRoster, StudyHash, StudyState, StudyTotals } from "@tutti/protocol"
import type { Kysely } from "kysely"
import * as z from "zod"
import { agreedMembers } from "./members.ts"
import {
  bytesFromRow,
  endedFromRow,
  floatsFromRow,
  fromJson,
  metricsFromRow,
  modelHashFromRow,
  openedFromRow,
  specFromRow,
} from "./rows.ts"
import type { StudyStore } from "./study-store.ts"
import type { Tables } from "./tables.ts"
import { writeRecord } from "./write-record.ts"

type Methods = Pick<StudyStore, "commit" | "committed" | "metrics" | "model">

const scalings = z.array(ColumnScaling)
const finished = z.strictObject({ number: z.int().min(1), transcript: z.string() })

export function roundTables(database: Kysely<Tables>): Methods {
  const training = (id: string) =>
    database.selectFrom("study").where("id", "=", id).where("kind", "=", "training")
  const weightsOf = (study: string, round: number) =>
    database
      .selectFrom("weights")
      .selectAll()
      .where("study", "=", study)
      .where("round", "=", round)
      .executeTakeFirst()

  const momentsOf = async (study: string) => {
    const row = await database.selectFrom("moments").selectAll().where("study", "=", study).executeTakeFirst()
    if (row === undefined) return null
    return { step: row.step, first: floatsFromRow(row.first), second: floatsFromRow(row.second) }
  }
  const roundsOf = (study: string) =>
    database.selectFrom("round").selectAll().where("study", "=", study).orderBy("round").execute()

  return {
    async commit(study, record) {
      await database.transaction().execute((transaction) => writeRecord(transaction, study, record))
    },

    async committed(id) {
      const study = await training(id).selectAll().executeTakeFirst()
      if (study === undefined) return undefined
      const current = await weightsOf(id, study.rolled_back_to ?? study.last_committed_round)
      if (current === undefined) throw new Error("the current model has no stored weights")
      const best = study.best_round === 0 ? undefined : await weightsOf(id, study.best_round)
      const moments = await momentsOf(id)
      const rounds = await roundsOf(id)
      const opened = rounds.find(({ phase }) => phase === "opened")
      return {
        study: id,
        spec: specFromRow(study.spec),
        studyHash: StudyHash.parse(study.study_hash),
        policySignature: study.policy_signature,
        state: StudyState.parse(study.state),
        scaling: fromJson(scalings, study.scaling),
        totals: fromJson(StudyTotals, study.totals),
        roster: fromJson(FrozenRoster, study.roster),
        lastAggregation: study.last_aggregation,
        finishedAggregation: fromJson(finished, study.finished_aggregation),
        lastCommittedRound: study.last_committed_round,
        lastRound: study.last_round,
        committedRounds: study.committed_rounds,
        weights: floatsFromRow(current.bytes),
        modelHash: modelHashFromRow(current.model_hash),
        bestRound: study.best_round,
        bestWeights: best === undefined ? null : floatsFromRow(best.bytes),
        server: moments,
        rounds: rounds.filter(({ phase }) => phase !== "opened").map(endedFromRow),
        opened: opened === undefined ? null : openedFromRow(opened),
        known: await agreedMembers(database, id),
      }
    },

    async metrics(id) {
      const study = await training(id).select("id").executeTakeFirst()
      if (study === undefined) return undefined
      const rounds = await roundsOf(id)
      return rounds.flatMap((row) => (row.phase === "committed" ? [metricsFromRow(row)] : []))
    },

    async model(id, which) {
      const study = await training(id)
        .select(["best_round", "last_committed_round", "rolled_back_to"])
        .executeTakeFirst()
      const round =
        which === "best" ? study?.best_round : (study?.rolled_back_to ?? study?.last_committed_round)
      if (round === undefined || round === 0) return undefined
      const weights = await weightsOf(id, round)
      return (
        weights && {
          round,
          modelHash: modelHashFromRow(weights.model_hash),
          bytes: bytesFromRow(weights.bytes),
        }
      )
    },
  }
}
