import {
  FrozenRoster,
  RefusalCode,
  RegressionSpec,
  RunEndReason,
  StudyHash,
  StudyId,
  StudyState,
} from "@tutti/protocol"
import type { CommittedRegression, OpenedRun, RunEnd, RunOutcome } from "@tutti/sessions/regression"
import type { Kysely, Selectable } from "kysely"
import * as z from "zod"
import { knownOwners } from "./members.ts"
import type { RegressionStore } from "./regression-store.ts"
import { bytesFromRow, fromJson } from "./rows.ts"
import type { RunPayloadRow, RunRow, Tables } from "./tables.ts"
import { writeRegressionRecord } from "./write-regression-record.ts"

const columnNames = z.array(z.string())
const openedSums = z.strictObject({
  survivors: z.int().min(1),
  sums: z.array(z.string().regex(/^-?\d+$/)),
  transcript: z.string(),
})

export function regressionTables(database: Kysely<Tables>): RegressionStore {
  const rowOf = (id: StudyId) =>
    database
      .selectFrom("study")
      .selectAll()
      .where("id", "=", id)
      .where("kind", "=", "regression")
      .executeTakeFirst()
  const payloadsOf = async (study: StudyId, run: number, form: RunPayloadRow["form"]) => {
    const rows = await database
      .selectFrom("run_payload")
      .select(["party", "bytes"])
      .where("study", "=", study)
      .where("run", "=", run)
      .where("form", "=", form)
      .orderBy("party")
      .execute()
    return new Map(rows.map(({ party, bytes }) => [party, bytesFromRow(bytes)]))
  }

  return {
    async createRegression({ study, spec, studyHash, policySignature, state }, createdAt) {
      await database
        .insertInto("study")
        .values({
          kind: "regression",
          id: study,
          dealer_key: spec.dealerKey ?? null,
          created_at: createdAt.toISOString(),
          spec: JSON.stringify(spec),
          study_hash: studyHash,
          policy_signature: policySignature,
          state,
          roster: null,
          retention_days: spec.retentionDays,
          delete_after: null,
          ...NO_TRAINING,
        })
        .execute()
    },

    async regressions() {
      const rows = await database
        .selectFrom("study")
        .select(["id", "created_at", "spec", "state"])
        .select(({ selectFrom, fn }) => [
          selectFrom("member")
            .select(fn.countAll<number | string>().as("count"))
            .whereRef("member.study", "=", "study.id")
            .as("members"),
          selectFrom("run")
            .select(fn.countAll<number | string>().as("count"))
            .whereRef("run.study", "=", "study.id")
            .as("runs"),
        ])
        .where("kind", "=", "regression")
        .orderBy("created_at")
        .orderBy("id")
        .execute()
      return rows.map((row) => ({
        id: StudyId.parse(row.id),
        createdAt: new Date(row.created_at),
        spec: RegressionSpec.parse(JSON.parse(row.spec)),
        state: StudyState.parse(row.state),
        members: Number(row.members),
        runs: Number(row.runs),
      }))
    },

    async dealtBy(dealerKey) {
      const rows = await database
        .selectFrom("study")
        .select("id")
        .where("dealer_key", "=", dealerKey)
        .where("state", "not in", ["finished", "stopped"])
        .orderBy("created_at")
        .orderBy("id")
        .execute()
      return rows.map(({ id }) => StudyId.parse(id))
    },

    async commitRegression(study, record) {
      await database.transaction().execute((transaction) => writeRegressionRecord(transaction, study, record))
    },

    async committedRegression(id): Promise<CommittedRegression | undefined> {
      const study = await rowOf(id)
      if (study === undefined) return undefined
      const runs = await database
        .selectFrom("run")
        .selectAll()
        .where("study", "=", id)
        .orderBy("run")
        .execute()
      const open = runs.find(({ phase }) => phase === "open")
      const finished = runs.find(({ phase }) => phase === "finished")
      return {
        study: id,
        spec: RegressionSpec.parse(JSON.parse(study.spec)),
        studyHash: StudyHash.parse(study.study_hash),
        policySignature: study.policy_signature ?? "",
        state: StudyState.parse(study.state),
        known: await knownOwners(database, id),
        roster: fromJson(FrozenRoster, study.roster),
        lastRun: runs.at(-1)?.run ?? 0,
        open:
          open === undefined
            ? null
            : openFromRow(
                open,
                await payloadsOf(id, open.run, "frame"),
                await payloadsOf(id, open.run, "report"),
              ),
        ended: runs.filter(({ phase }) => phase === "ended").map(endedFromRow),
        outcome:
          finished === undefined
            ? null
            : outcomeFromRow(finished, await payloadsOf(id, finished.run, "report")),
      }
    },
  }
}

/** What the columns that only training fills say of a study that trains nothing. */
const NO_TRAINING = {
  scaling: null,
  totals: null,
  committed_rounds: 0,
  last_committed_round: 0,
  last_round: 0,
  best_round: 0,
  last_aggregation: 0,
  finished_aggregation: null,
  rolled_back_to: null,
} as const

type Bytes = Uint8Array<ArrayBuffer>

function openFromRow(
  { run, began_at }: Selectable<RunRow>,
  frames: ReadonlyMap<number, Bytes>,
  reports: ReadonlyMap<number, Bytes>,
): OpenedRun {
  const lastFrames = frames.size === 0 ? null : [...frames.values()]
  return { run, beganAtMs: Date.parse(began_at), lastFrames, reports }
}

function endedFromRow(row: Selectable<RunRow>): RunEnd & Pick<RunOutcome, "beganAtMs" | "endedAtMs"> {
  return {
    run: row.run,
    ...timesFromRow(row),
    reason: RunEndReason.parse(row.reason),
    code: row.code === null ? null : RefusalCode.parse(row.code),
    party: row.party,
    column: row.refused_column,
    from: fromJson(columnNames, row.depends_on),
  }
}

const outcomeFromRow = (row: Selectable<RunRow>, reports: ReadonlyMap<number, Bytes>): RunOutcome => ({
  run: row.run,
  ...timesFromRow(row),
  reports: [...reports.values()],
  sums: fromJson(openedSums, row.sums),
})

function timesFromRow({ run, began_at, ended_at }: Selectable<RunRow>) {
  if (ended_at === null) throw new TypeError(`run ${run} has no end`)
  return { beganAtMs: Date.parse(began_at), endedAtMs: Date.parse(ended_at) }
}
