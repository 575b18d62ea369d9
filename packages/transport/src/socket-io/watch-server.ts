import { LIMITS, PROTOCOL_VERSION, type StudyView, Watch } from "@tutti/protocol"
import { PeerBudget } from "../budget/peer-budget.ts"
import type { Answer } from "../framing/frames.ts"
import { openFrame } from "../framing/open-frame.ts"
import type { WireLimits } from "../framing/wire-limits.ts"
import { type Clock, processClock } from "../ports.ts"
import type { ServerSocket } from "./server.ts"

export type WatchLine = {
  /** Sends the view as soon as the watcher has taken the one before; of those that wait, only the newest is sent. */
  show(view: StudyView): void
}

export type ServeWatchOptions = {
  /** Whether this watcher may follow that study. Called once; the line is `show`n to from then on. */
  admit(watch: Watch, line: WatchLine): Promise<Answer>
  /** The socket is gone. */
  onClose(reason: string): void
  limits?: WireLimits
  clock?: Clock
}

/** The relay's end of a socket in namespace "/watch". Its peer says one thing, who it is; more than that is refused. */
export function serveWatchSocket(socket: ServerSocket, options: ServeWatchOptions): void {
  const { admit, onClose, limits = LIMITS, clock = processClock } = options
  const line = watchLine(socket)
  const budget = new PeerBudget(limits, clock.nowMs())
  let asked = false
  let refusals = 0

  const judge = async (event: string, args: readonly unknown[]): Promise<Answer> => {
    const frame = openFrame(args, limits)
    if (budget.take(frame.bytes, clock.nowMs()) === undefined) return { ok: false, code: "E_RATE" }
    if (!frame.ok) return { ok: false, code: frame.code }
    const watch = Watch.safeParse(frame.json)
    if (event !== "watch" || frame.binary !== undefined || !watch.success)
      return { ok: false, code: "E_MALFORMED" }
    if (watch.data.protocol !== PROTOCOL_VERSION) return { ok: false, code: "E_VERSION" }
    if (asked) return { ok: false, code: "E_DUPLICATE" }
    asked = true
    return admit(watch.data, line)
  }

  socket.use(([event, ...args]) => {
    const last = args.at(-1)
    const answer = typeof last === "function" ? (given: Answer) => void last(given) : undefined
    judge(event, answer === undefined ? args : args.slice(0, -1)).then((given) => {
      answer?.(given)
      if (!given.ok && ++refusals === limits.refusalsPerSocket) socket.disconnect(true)
    })
  })
  socket.on("disconnect", onClose)
}

function watchLine(socket: ServerSocket): WatchLine {
  let underWay = false
  let newest: StudyView | undefined
  const pump = () => {
    if (underWay || newest === undefined) return
    const view = newest
    newest = undefined
    underWay = true
    socket.emit("view", view, () => {
      underWay = false
      pump()
    })
  }
  return {
    show(view) {
      newest = view
      pump()
    },
  }
}
