import type { HttpRefusal, RefusalCode } from "@tutti/protocol"
import type { Context } from "hono"
import type { ZodType } from "zod"
import type { AppEnv } from "./app-env.ts"
import { fieldsOf, HTTP_STATUS, refusalBody } from "./refusals.ts"

/** Answers with a refusal, in the one form and with the one status that it has. */
export function refuse(
  context: Context<AppEnv>,
  code: RefusalCode,
  detail?: HttpRefusal["error"]["detail"],
): Response {
  context.set("refused", code)
  return context.json(refusalBody(code, detail), HTTP_STATUS[code])
}

export type Body<Value> = { ok: true; value: Value } | { ok: false; response: Response }

/** The request's JSON body, parsed by its schema at the door; or the answer that says what is wrong with it. */
export async function readBody<Value>(
  context: Context<AppEnv>,
  schema: ZodType<Value>,
): Promise<Body<Value>> {
  let json: unknown
  try {
    json = await context.req.json()
  } catch {
    // Not JSON: the platform has no other way to say so.
    const detail = [{ path: "", message: "the body is not JSON" }]
    return { ok: false, response: refuse(context, "E_MALFORMED", detail) }
  }
  const parsed = schema.safeParse(json)
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, response: refuse(context, "E_MALFORMED", fieldsOf(parsed.error)) }
}
