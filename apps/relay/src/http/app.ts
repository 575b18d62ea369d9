import type { Random } from "@tutti/crypto"
import { PROTOCOL_VERSION } from "@tutti/protocol"
import { Hono } from "hono"
import type { Guard } from "../access/guard.ts"
import type { Inferences } from "../inferences/inferences.ts"
import type { Log } from "../observability/log.ts"
import type { Metrics } from "../observability/metrics.ts"
import type { Regressions } from "../regressions/regressions.ts"
import type { RegressionStore } from "../store/regression-store.ts"
import type { StudyStore } from "../store/study-store.ts"
import { MODES, type Studies } from "../studies/studies.ts"
import { VERSION } from "../version.ts"
import { refuse } from "./answers.ts"
import type { AppEnv } from "./app-env.ts"
import { limitBody, rateLimit } from "./doors.ts"
import { exportRoutes } from "./exports.ts"
import { securityHeaders } from "./headers.ts"
import { healthRoutes } from "./health.ts"
import { inferenceRoutes } from "./inferences.ts"
import { invitationRoutes, inviteRoutes } from "./invites.ts"
import { pageRoutes } from "./page.ts"
import { dealingRoutes, outcomeRoutes, regressionRoutes } from "./regressions.ts"
import { rosterRoutes } from "./rosters.ts"
import { studyRoutes } from "./studies.ts"

export type HttpParts = {
  studies: Studies
  regressions: Regressions
  inferences: Inferences
  store: StudyStore & RegressionStore
  guard: Guard
  metrics: Metrics
  log: Log
  random: Random
  /** Public half, base64url. */
  relayKey: string
  now(): Date
  ready(): Promise<boolean>
  publicUrl?: string
  webDist?: string
}

/** Everything that the relay answers over HTTP, in the order in which a request meets it. */
export function httpApp(parts: HttpParts): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.onError((error, context) => {
    parts.log.error("an HTTP handler failed", { error })
    return refuse(context, "E_INTERNAL")
  })
  app.use(async (context, next) => {
    await next()
    if (context.var.refused !== undefined) parts.metrics.refused(context.var.refused)
  })
  app.use(securityHeaders(parts.publicUrl))
  app.use(rateLimit())
  app.route("/", healthRoutes(parts))

  app.use("/api/*", limitBody(), async (context, next) => {
    await next()
    context.header("Cache-Control", "no-store")
  })
  app.get("/api/info", (context) =>
    context.json({ version: VERSION, protocol: PROTOCOL_VERSION, modes: MODES, relayKey: parts.relayKey }),
  )
  app.route("/api/invitations", invitationRoutes(parts))
  app.route("/api/regressions", regressionRoutes(parts))
  app.route("/api/inferences", inferenceRoutes(parts))
  app.route("/api/dealings", dealingRoutes(parts))
  app.route("/api/studies", studyRoutes(parts))
  app.route("/api/studies", rosterRoutes(parts))
  app.route("/api/studies", outcomeRoutes(parts))
  app.route("/api/studies", inviteRoutes(parts))
  app.route("/api/studies", exportRoutes(parts))
  app.all("/api/*", (context) => refuse(context, "E_MALFORMED", [{ path: "", message: "no such address" }]))

  app.route("/", pageRoutes(parts.webDist))
  return app
}
