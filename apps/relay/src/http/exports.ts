import { MODEL_HEADERS, type RoundMetrics } from "@tutti/protocol"
import { Hono } from "hono"
import * as z from "zod"
import type { Guard } from "../access/guard.ts"
import type { StudyStore } from "../store/study-store.ts"
import { refuse } from "./answers.ts"
import type { AppEnv } from "./app-env.ts"
import { adminOnly, studyOfPath, watchersOnly } from "./doors.ts"

/** What leaves a study in files: the curve for who may watch, the model for the admin. */
export function exportRoutes({ store, guard }: { store: StudyStore; guard: Guard }): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.get("/:study/metrics.json", watchersOnly(guard), studyOfPath, async (context) => {
    const rounds = await store.metrics(context.var.study)
    return rounds === undefined
      ? refuse(context, "E_STUDY_UNKNOWN")
      : context.json({ study: context.var.study, rounds })
  })

  app.get("/:study/metrics.csv", watchersOnly(guard), studyOfPath, async (context) => {
    const rounds = await store.metrics(context.var.study)
    if (rounds === undefined) return refuse(context, "E_STUDY_UNKNOWN")
    return context.body(metricsCsv(rounds), 200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="tutti-${context.var.study}-metrics.csv"`,
    })
  })

  app.get("/:study/model", adminOnly(guard), studyOfPath, async (context) => {
    const which = z.enum(["best", "last"]).safeParse(context.req.query("which") ?? "best")
    if (!which.success)
      return refuse(context, "E_MALFORMED", [{ path: "which", message: "expected best or last" }])
    const { study } = context.var
    const model = await store.model(study, which.data)
    if (model === undefined)
      return refuse(context, (await store.study(study)) === undefined ? "E_STUDY_UNKNOWN" : "E_NO_RESULT")
    return context.body(model.bytes, 200, {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": `attachment; filename="tutti-${study}-${which.data}.f32"`,
      [MODEL_HEADERS.round]: String(model.round),
      [MODEL_HEADERS.modelHash]: model.modelHash,
    })
  })

  return app
}

const COLUMNS = [
  "round",
  "cohort",
  "survivors",
  "trainLoss",
  "trainAccuracy",
  "validationLoss",
  "validationAccuracy",
  "seconds",
  "bytesUpPerOwner",
  "modelHash",
] as const satisfies readonly (keyof RoundMetrics)[]

/** One line per committed round; a value that nobody could measure is an empty cell. @see RFC 4180 */
function metricsCsv(rounds: readonly RoundMetrics[]): string {
  const lines = rounds.map((round) => COLUMNS.map((column) => round[column] ?? "").join(","))
  return [COLUMNS.join(","), ...lines, ""].join("\r\n")
}
