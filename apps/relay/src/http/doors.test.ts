import type { IncomingMessage } from "node:http"
import { Hono } from "hono"
import { expect, test } from "vitest"
import type { AppEnv } from "./app-env.ts"
import { rateLimit } from "./doors.ts"

/** A door with nothing behind it, as seen from one address. */
function doorFor() {
  const app = new Hono<AppEnv>()
  app.use(rateLimit())
  app.get("/", (context) => context.text("in"))
  return async (remoteAddress: string, times: number) => {
    const incoming = { socket: { remoteAddress } } as IncomingMessage
    const answers = []
    for (let time = 0; time < times; time++) answers.push((await app.request("/", {}, { incoming })).status)
    return answers.filter((status) => status === 200).length
  }
}

test("[R13] one address asks so often and no more, and does not use up another's share", async () => {
  const ask = doorFor()
  expect(await ask("203.0.113.7", 320)).toBe(300)
  expect(await ask("203.0.113.7", 1)).toBe(0)
  expect(await ask("203.0.113.8", 10)).toBe(10)
})

test("[R13] this machine itself asks as often as a simulator needs", async () => {
  const ask = doorFor()
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) expect(await ask(address, 400)).toBe(400)
})
