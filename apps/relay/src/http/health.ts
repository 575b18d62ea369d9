import { Hono } from "hono"
import type { Metrics } from "../observability/metrics.ts"
import type { AppEnv } from "./app-env.ts"

/**
 * What a process supervisor and Prometheus ask. Alive: this process answers. Ready: it holds its database, which is
 * migrated before the relay listens, and it is not on its way out.
 */
export function healthRoutes(relay: { metrics: Metrics; ready(): Promise<boolean> }): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.get("/healthz", (context) => context.json({ status: "alive" }))
  app.get("/readyz", async (context) =>
    (await relay.ready()) ? context.json({ status: "ready" }) : context.json({ status: "not ready" }, 503),
  )
  app.get("/metrics", async (context) =>
    context.body(await relay.metrics.text(), 200, { "Content-Type": relay.metrics.contentType }),
  )
  return app
}
