import type { RegressionView, StudyView } from "@tutti/protocol"

type View = StudyView | RegressionView

/** The relay's end of an admitted watcher's socket. */
export type WatchLine = {
  /** Sends the view as soon as the watcher has taken the one before; of those that wait, only the newest is sent. */
  show(view: View): void
}

/**
 * Paces views by what the watcher takes, so that a frozen or slow screen costs the relay one view and not all of
 * them.
 * @param socket of namespace "/watch", admitted.
 */
export function watchLine(socket: { emit(event: string, ...args: unknown[]): unknown }): WatchLine {
  let underWay = false
  let newest: View | undefined
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
