import { CreateRegression, PublicKey } from "@tutti/protocol"
import { Hono } from "hono"
import type { Guard } from "../access/guard.ts"
import type { Regressions } from "../regressions/regressions.ts"
import type { RegressionStore } from "../store/regression-store.ts"
import { readBody, refuse } from "./answers.ts"
import type { AppEnv } from "./app-env.ts"
import { adminOnly, studyOfPath } from "./doors.ts"

type Parts = { regressions: Regressions; guard: Guard }

/** Regressions are made and listed apart from training studies; `/api/studies/:study` is either kind's. */
export function regressionRoutes({ regressions, guard }: Parts): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.post("/", adminOnly(guard), async (context) => {
    const body = await readBody(context, CreateRegression)
    if (!body.ok) return body.response
    const created = await regressions.create(body.value)
    return created.ok ? context.json(created.value, 201) : refuse(context, created.code, created.detail)
  })

  app.get("/", adminOnly(guard), async (context) => context.json({ regressions: await regressions.list() }))

  return app
}

/**
 * What a dealer has to do here. Its key is public to all who are asked to take part, and a study's id opens nothing: at
 * the door it has to sign.
 */
export function dealingRoutes({ store }: { store: RegressionStore }): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get("/:dealer", async (context) => {
    const dealer = PublicKey.safeParse(context.req.param("dealer"))
    return dealer.success
      ? context.json({ studies: await store.dealtBy(dealer.data) })
      : refuse(context, "E_MALFORMED", [{ path: "dealer", message: "not a public key" }])
  })
  return app
}

/** What a finished run has left: sealed reports that only the admin's own page can read, or the opened sums. */
export function outcomeRoutes({ regressions, guard }: Parts): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get("/:study/outcome", adminOnly(guard), studyOfPath, async (context) => {
    const host = await regressions.host(context.var.study)
    if (host === undefined) return refuse(context, "E_STUDY_UNKNOWN")
    const outcome = host.outcome()
    return outcome === null ? refuse(context, "E_NO_RESULT") : context.json(outcome)
  })
  return app
}
