import { CreateStudy, StudyCommand } from "@tutti/protocol"
import { Hono } from "hono"
import type { Guard } from "../access/guard.ts"
import type { Regressions } from "../regressions/regressions.ts"
import type { Studies } from "../studies/studies.ts"
import { readBody, refuse } from "./answers.ts"
import type { AppEnv } from "./app-env.ts"
import { adminOnly, studyOfPath, watchersOnly } from "./doors.ts"
import { eitherHost } from "./either-host.ts"

type Parts = { studies: Studies; regressions: Regressions; guard: Guard }

/** What an admin does with studies; an observer may read one. What has an id may be of either kind. */
export function studyRoutes({ studies, regressions, guard }: Parts): Hono<AppEnv> {
  const hostOf = eitherHost({ studies, regressions })
  const app = new Hono<AppEnv>()

  app.post("/", adminOnly(guard), async (context) => {
    const body = await readBody(context, CreateStudy)
    if (!body.ok) return body.response
    const created = await studies.create(body.value)
    return created.ok ? context.json(created.value, 201) : refuse(context, created.code, created.detail)
  })

  app.get("/", adminOnly(guard), async (context) => context.json({ studies: await studies.list() }))

  app.get("/:study", watchersOnly(guard), studyOfPath, async (context) => {
    const host = await hostOf(context.var.study)
    return host === undefined ? refuse(context, "E_STUDY_UNKNOWN") : context.json(host.view())
  })

  app.delete("/:study", adminOnly(guard), studyOfPath, async (context) => {
    const { study } = context.var
    const removed = (await regressions.remove(study)) || (await studies.remove(study))
    return removed ? context.body(null, 204) : refuse(context, "E_STUDY_UNKNOWN")
  })

  app.post("/:study/commands", adminOnly(guard), studyOfPath, async (context) => {
    const body = await readBody(context, StudyCommand)
    if (!body.ok) return body.response
    const host = await hostOf(context.var.study)
    if (host === undefined) return refuse(context, "E_STUDY_UNKNOWN")
    const refusal = await host.command(body.value.command)
    return refusal === null ? context.json({ state: host.state() }) : refuse(context, refusal)
  })

  return app
}
