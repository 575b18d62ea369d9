import { ColumnScaling, ParticipantId, StudyHash, StudyState } from "@tutti/protocol"
import type { Kysely } from "kysely"
import * as z from "zod"
import {
  bytesFromRow,
  endedFromRow,
  floatsFromRow,
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

export function roundTables(database: Kysely<Tables>): Methods {
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
  const knownOf = async (study: string) => {
    const rows = await database
      .selectFrom("member")
      .select(["participant", "label"])
      .where("study", "=", study)
      .where("agreed_at", "is not", null)
      .orderBy("agreed_at")
      .orderBy("participant")
      .execute()
    return new Map(rows.map(({ participant, label }) => [ParticipantId.parse(participant), { label }]))
  }

  return {
    async commit(study, record) {
      await database.transaction().execute((transaction) => writeRecord(transaction, study, record))
    },

    async committed(id) {
      const study = await database.selectFrom("study").selectAll().where("id", "=", id).executeTakeFirst()
      if (study === undefined) return undefined
      const last = await weightsOf(id, study.last_committed_round)
      if (last === undefined) throw new Error("the last committed round has no stored weights")
      const best = study.best_round === 0 ? undefined : await weightsOf(id, study.best_round)
      const moments = await momentsOf(id)
      const rounds = await roundsOf(id)
      const opened = rounds.find(({ phase }) => phase === "opened")
      return {
        study: id,
        spec: specFromRow(study.spec),
        studyHash: StudyHash.parse(study.study_hash),
        state: StudyState.parse(study.state),
        scaling: study.scaling === null ? null : scalings.parse(JSON.parse(study.scaling)),
        lastCommittedRound: study.last_committed_round,
        lastRound: study.last_round,
        committedRounds: study.committed_rounds,
        weights: floatsFromRow(last.bytes),
        modelHash: modelHashFromRow(last.model_hash),
        bestRound: study.best_round,
        bestWeights: best === undefined ? null : floatsFromRow(best.bytes),
        server: moments,
        rounds: rounds.filter(({ phase }) => phase !== "opened").map(endedFromRow),
        opened: opened === undefined ? null : openedFromRow(opened),
        known: await knownOf(id),
      }
    },

    async metrics(id) {
      const study = await database.selectFrom("study").select("id").where("id", "=", id).executeTakeFirst()
      if (study === undefined) return undefined
      const rounds = await roundsOf(id)
      return rounds.flatMap((row) => (row.phase === "committed" ? [metricsFromRow(row)] : []))
    },

    async model(id, which) {
      const study = await database
        .selectFrom("study")
        .select(["best_round", "last_committed_round"])
        .where("id", "=", id)
        .executeTakeFirst()
      const round = which === "best" ? study?.best_round : study?.last_committed_round
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
