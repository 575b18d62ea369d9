import { LIMITS, StudyId } from "@tutti/protocol"
import type { Context } from "hono"
import { bodyLimit } from "hono/body-limit"
import { createMiddleware } from "hono/factory"
import { RateLimiterMemory } from "rate-limiter-flexible"
import { type Guard, mayWatch, type Role } from "../access/guard.ts"
import { refuse } from "./answers.ts"
import type { AppEnv } from "./app-env.ts"

/* What every request passes before a route sees it: not too many, not too big, from somebody who may. */

/** Requests per window and address. A test, a simulator and an admin's own machine come from the loopback. */
const REQUESTS = { windowSeconds: 10, remote: 300, loopback: 10_000 } as const

/** Refuses whoever asks too often, by address. */
export function rateLimit() {
  const limiters = {
    remote: new RateLimiterMemory({ points: REQUESTS.remote, duration: REQUESTS.windowSeconds }),
    loopback: new RateLimiterMemory({ points: REQUESTS.loopback, duration: REQUESTS.windowSeconds }),
  }
  return createMiddleware<AppEnv>(async (context, next) => {
    const address = context.env.incoming.socket.remoteAddress ?? ""
    const limiter = /^(::ffff:)?127\.|^::1$/.test(address) ? limiters.loopback : limiters.remote
    const within = await limiter.consume(address).then(
      () => true,
      () => false,
    )
    if (!within) return refuse(context, "E_RATE")
    return next()
  })
}

/** The roster of as many owners as a study may have, as it travels to each of them. */
const ROSTER_PATH = /^\/api\/studies\/[^/]+\/roster$/

/** Refuses a body before it is read, or as soon as it grows too big. */
export function limitBody() {
  const limitTo = (maxSize: number) =>
    bodyLimit({ maxSize, onError: (context) => refuse(context, "E_FRAME_TOO_BIG") })
  const [usual, roster] = [limitTo(LIMITS.httpBodyBytes), limitTo(LIMITS.envelopeBytes)]
  return createMiddleware<AppEnv>((context, next) =>
    ROSTER_PATH.test(context.req.path) ? roster(context, next) : usual(context, next),
  )
}

/** Lets in whoever carries the admin's token. */
export function adminOnly(guard: Guard) {
  return createMiddleware<AppEnv>(async (context, next) => {
    const role = await roleOf(context, guard)
    if (role === undefined) return refuse(context, "E_TOKEN")
    if (role.kind !== "admin") return refuse(context, "E_FORBIDDEN")
    return next()
  })
}

/** Lets in the admin, and to `/:study` its observers as well. */
export function watchersOnly(guard: Guard) {
  return createMiddleware<AppEnv>(async (context, next) => {
    const role = await roleOf(context, guard)
    if (role === undefined) return refuse(context, "E_TOKEN")
    const study = StudyId.safeParse(context.req.param("study"))
    if (!study.success) return refuse(context, role.kind === "admin" ? "E_STUDY_UNKNOWN" : "E_FORBIDDEN")
    if (!mayWatch(role, study.data)) return refuse(context, "E_FORBIDDEN")
    return next()
  })
}

/** Hands the address's `:study` on as a StudyId; an address that cannot be one has no study. */
export const studyOfPath = createMiddleware<AppEnv>(async (context, next) => {
  const study = StudyId.safeParse(context.req.param("study"))
  if (!study.success) return refuse(context, "E_STUDY_UNKNOWN")
  context.set("study", study.data)
  return next()
})

/** The role behind `Authorization: Bearer …`. A token in the address is not looked at: addresses end up in logs. */
async function roleOf(context: Context<AppEnv>, guard: Guard): Promise<Role | undefined> {
  const token = context.req.header("authorization")?.match(/^Bearer ([A-Za-z0-9_-]{16,128})$/)?.[1]
  return token === undefined ? undefined : guard.roleOf(token)
}
