import { CreateInference, PublicKey } from "@tutti/protocol"
import { Hono } from "hono"
import type { Guard } from "../access/guard.ts"
import type { Inferences } from "../inferences/inferences.ts"
import { readBody, refuse } from "./answers.ts"
import type { AppEnv } from "./app-env.ts"
import { adminOnly, studyOfPath } from "./doors.ts"

/** Encrypted inferences are made here; all else of them goes over their sockets. */
export function inferenceRoutes({
  inferences,
  guard,
}: {
  inferences: Inferences
  guard: Guard
}): Hono<AppEnv> {
  const app = new Hono<AppEnv>()

  app.post("/", adminOnly(guard), async (context) => {
    const body = await readBody(context, CreateInference)
    if (!body.ok) return body.response
    const created = await inferences.create(body.value)
    return created.ok ? context.json(created.value, 201) : refuse(context, created.code)
  })

  // A dealer's key is public, and an inference's id opens nothing: at the door it has to sign.
  app.get("/dealt-by/:dealer", async (context) => {
    const dealer = PublicKey.safeParse(context.req.param("dealer"))
    return dealer.success
      ? context.json({ inferences: inferences.dealtBy(dealer.data) })
      : refuse(context, "E_MALFORMED", [{ path: "dealer", message: "not a public key" }])
  })

  app.delete("/:study", adminOnly(guard), studyOfPath, (context) =>
    inferences.remove(context.var.study) ? context.body(null, 204) : refuse(context, "E_STUDY_UNKNOWN"),
  )

  return app
}
