import { FreezeRoster } from "@tutti/protocol"
import { Hono } from "hono"
import type { Guard } from "../access/guard.ts"
import type { Regressions } from "../regressions/regressions.ts"
import type { Studies } from "../studies/studies.ts"
import { readBody, refuse } from "./answers.ts"
import type { AppEnv } from "./app-env.ts"
import { adminOnly, studyOfPath } from "./doors.ts"
import { eitherHost } from "./either-host.ts"

type Parts = { studies: Studies; regressions: Regressions; guard: Guard }

/** Who has enrolled in a secure study or a regression, and the roster that its study key signs: once. */
export function rosterRoutes({ studies, regressions, guard }: Parts): Hono<AppEnv> {
  const hostOf = eitherHost({ studies, regressions })
  const app = new Hono<AppEnv>()

  app.get("/:study/enrolled", adminOnly(guard), studyOfPath, async (context) => {
    const host = await hostOf(context.var.study)
    return host === undefined ? refuse(context, "E_STUDY_UNKNOWN") : context.json({ owners: host.enrolled() })
  })

  app.post("/:study/roster", adminOnly(guard), studyOfPath, async (context) => {
    const body = await readBody(context, FreezeRoster)
    if (!body.ok) return body.response
    const host = await hostOf(context.var.study)
    if (host === undefined) return refuse(context, "E_STUDY_UNKNOWN")
    const refusal = await host.freeze(body.value.roster)
    return refusal === null ? context.body(null, 204) : refuse(context, refusal)
  })

  return app
}
