import {
  LIMITS,
  PROTOCOL_VERSION,
  type RefusalCode,
  type RegressionView,
  type StudyView,
  Watch,
} from "@tutti/protocol"
import { type Clock, type Timers, watchLine } from "@tutti/transport"
import type { Socket } from "socket.io"
import { type Guard, mayWatch } from "../access/guard.ts"
import { eitherHost } from "../http/either-host.ts"
import type { Regressions } from "../regressions/regressions.ts"
import type { Studies } from "../studies/studies.ts"
import { pushViews, type Watchable } from "./push-views.ts"

export type WatchParts = {
  studies: Studies
  regressions: Regressions
  guard: Guard
  timers: Timers
  clock: Clock
  onRefused(code: RefusalCode): void
}

/**
 * A screen's socket, namespace "/watch". It says once what it wants to see and by which right; then it only
 * listens. One that is refused, says something else, or says nothing in time is closed.
 */
export function receiveWatcher(
  socket: Socket,
  { studies, regressions, guard, timers, clock, onRefused }: WatchParts,
): void {
  const hostOf = eitherHost({ studies, regressions })
  let stop = () => {}
  const close = () => void socket.disconnect(true)
  const cancelTimeout = timers.start(LIMITS.identifyWithinMs, close)

  const watch = async (message: unknown): Promise<RefusalCode | undefined> => {
    const parsed = Watch.safeParse(message)
    if (!parsed.success) return "E_MALFORMED"
    const { protocol, token, study } = parsed.data
    if (protocol !== PROTOCOL_VERSION) return "E_VERSION"
    const role = await guard.roleOf(token)
    if (role === undefined) return "E_TOKEN"
    if (!mayWatch(role, study)) return "E_FORBIDDEN"
    const host: Watchable<StudyView | RegressionView> | undefined = await hostOf(study)
    if (host === undefined) return "E_STUDY_UNKNOWN"
    if (!socket.connected) return undefined
    cancelTimeout()
    stop()
    stop = pushViews(host, { timers, clock, gone: close, push: watchLine(socket).show })
    return undefined
  }

  // A middleware that never goes on: the one door for events of every name.
  socket.use(([event, message, answer]) => {
    const outcome = event === "watch" ? watch(message) : Promise.resolve("E_MALFORMED" as const)
    outcome
      .catch((): RefusalCode => "E_INTERNAL")
      .then((code) => {
        if (typeof answer === "function") answer(code === undefined ? { ok: true } : { ok: false, code })
        if (code === undefined) return
        onRefused(code)
        close()
      })
  })
  socket.on("disconnect", () => {
    cancelTimeout()
    stop()
  })
}
