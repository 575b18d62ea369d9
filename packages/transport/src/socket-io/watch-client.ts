import {
  PROTOCOL_VERSION,
  type RefusalCode,
  RegressionView,
  type StudyId,
  StudyView,
  type Watch,
  WatchAnswer,
} from "@tutti/protocol"
import { processTimers } from "../ports.ts"
import { type BackOff, openSocket } from "./open-socket.ts"

/** Between the relay's goodbye and the next attempt; further ones follow the socket's own back-off. */
const AFTER_GOODBYE_MS = 500

export type WatchListeners<View = StudyView> = {
  /** The newest view; views in between may be left out. */
  onView(view: View): void
  /** For good: the token, the study or the version does not fit. */
  onRefused(code: RefusalCode): void
  /** The line is gone, or could not be opened; it is tried again by itself, and a view follows when it is back. */
  onLost?(reason: string): void
}

/** Whom to watch, and by which right. */
export type Watched = { study: StudyId; token: string }

/**
 * Follows a study as an admin or observer, from now until the returned function is called. After every loss it
 * connects and identifies itself again.
 * @param relayUrl where the relay listens, as in "https://host:port".
 */
export const watchStudy = (
  relayUrl: string,
  watched: Watched,
  listeners: WatchListeners,
  backOff?: BackOff,
): (() => void) => follow(relayUrl, watched, StudyView, listeners, backOff)

/** The same for a regression. */
export const watchRegression = (
  relayUrl: string,
  watched: Watched,
  listeners: WatchListeners<RegressionView>,
  backOff?: BackOff,
): (() => void) => follow(relayUrl, watched, RegressionView, listeners, backOff)

type Form<View> = { safeParse(given: unknown): { success: true; data: View } | { success: false } }

function follow<View>(
  relayUrl: string,
  { study, token }: Watched,
  form: Form<View>,
  { onView, onRefused, onLost }: WatchListeners<View>,
  backOff?: BackOff,
): () => void {
  const socket = openSocket(relayUrl, "/watch", backOff)
  let cancelReturn = () => {}
  const stop = () => {
    cancelReturn()
    socket.disconnect()
  }
  const refused = (code: RefusalCode) => {
    stop()
    onRefused(code)
  }
  socket.on("connect", () => {
    const watch: Watch = { protocol: PROTOCOL_VERSION, study, token }
    socket.emit("watch", watch, (given: unknown) => {
      const answer = WatchAnswer.safeParse(given)
      if (!answer.success) refused("E_MALFORMED")
      else if (!answer.data.ok) refused(answer.data.code)
    })
  })
  socket.on("view", (given: unknown, answer: unknown) => {
    const view = form.safeParse(given)
    const verdict: WatchAnswer = view.success ? { ok: true } : { ok: false, code: "E_MALFORMED" }
    if (typeof answer === "function") answer(verdict)
    if (view.success) onView(view.data)
    else refused("E_MALFORMED")
  })
  socket.on("disconnect", (reason) => {
    socket.sendBuffer = []
    if (reason === "io client disconnect") return
    onLost?.(reason)
    // The library stays away after a goodbye. A relay that restarts says one; one that forgot the study says so next.
    if (reason === "io server disconnect")
      cancelReturn = processTimers.start(backOff?.firstMs ?? AFTER_GOODBYE_MS, () => void socket.connect())
  })
  socket.on("connect_error", (error) => onLost?.(error.message))
  return stop
}
