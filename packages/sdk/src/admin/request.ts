import { HttpRefusal } from "@tutti/protocol"
import type * as z from "zod"
import { TuttiError } from "../error.ts"

export type Relay = {
  /** Origin of the relay, as in "http://127.0.0.1:8080". */
  baseUrl: string
  /** Admin or observer token; absent for what anybody may ask. */
  token?: string
}

export type Request = { method: "GET" | "POST" | "DELETE"; path: string; body?: unknown }

/**
 * Ask, and parse the answer by the schema that the relay writes it by.
 * @throws {TuttiError} the relay's refusal with its code, E_UNREACHABLE, or E_ANSWER for an unknown form.
 */
export async function ask<T>(relay: Relay, request: Request, answer: z.ZodType<T>): Promise<T> {
  const response = await askRaw(relay, request)
  const parsed = answer.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success)
    throw new TuttiError("E_ANSWER", "relay", `${request.path} answered in an unknown form.`)
  return parsed.data
}

/** As `ask`, for answers that are not JSON: bytes, or nothing. */
export async function askRaw({ baseUrl, token }: Relay, { method, path, body }: Request): Promise<Response> {
  const headers = new Headers()
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`)
  if (body !== undefined) headers.set("content-type", "application/json")
  const send = () =>
    fetch(new URL(path, baseUrl), {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  // A connection that is kept may be closed by its server just when it is used again; what only reads may ask twice.
  const response = await send()
    .catch((error) => (method === "GET" ? send() : Promise.reject(error)))
    .catch(() => {
      throw TuttiError.local("E_UNREACHABLE", `(${new URL(baseUrl).origin})`)
    })
  if (!response.ok) throw await refusalOf(response)
  return response
}

async function refusalOf(response: Response): Promise<TuttiError> {
  const parsed = HttpRefusal.safeParse(await response.json().catch(() => undefined))
  if (!parsed.success)
    return new TuttiError("E_ANSWER", "relay", `The relay answered ${response.status} without saying why.`)
  const { code, side, message, detail } = parsed.data.error
  const fields = detail?.map((problem) => `${problem.path}: ${problem.message}`).join("; ")
  return new TuttiError(code, side, fields ? `${message} (${fields})` : message)
}
