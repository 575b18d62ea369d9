import type { RefusalCode, StudyCommand, StudyState, StudyView } from "@tutti/protocol"
import type { WatchListeners } from "@tutti/transport"
import { createStore } from "zustand"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import type { PlayedBar } from "../../ui/score/played.ts"
import { failureAnatomy, refusalAnatomy } from "../failure.ts"
import { hearRounds } from "./played.ts"

type Command = StudyCommand["command"]

export type CockpitState = {
  line: "connecting" | "live" | "lost" | "refused"
  /** Null until the relay has sent the first one. */
  view: StudyView | null
  /** When `view` came, on the page's own clock (performance.now). */
  at: number
  played: readonly PlayedBar[]
  /** Asked of the relay, not yet answered. */
  pending: Command | null
  /** Asked to pause, or for one round only: the relay finishes the open round before. */
  pausing: boolean
  failure: ErrorAnatomy | null
  /** Null for an observer, who commands nothing. */
  command: ((command: Command) => Promise<void>) | null
  dismiss(): void
}

export type CockpitPorts = {
  /** Follow the study; the returned function ends it. */
  watch(listeners: WatchListeners): () => void
  /** Null for an observer. */
  command: ((command: Command) => Promise<StudyState>) | null
  nowMs(): number
}

/** One study as it is live. `listen` follows it until the function that it returns is called. */
export function createCockpit({ watch, command, nowMs }: CockpitPorts) {
  const store = createStore<CockpitState>()((set) => ({
    line: "connecting",
    view: null,
    at: nowMs(),
    played: [],
    pending: null,
    pausing: false,
    failure: null,
    command:
      command &&
      (async (wanted) => {
        set({ pending: wanted, failure: null })
        try {
          const state = await command(wanted)
          set({ pausing: (wanted === "pause" || wanted === "next-round") && state === "running" })
        } catch (error) {
          set({ failure: failureAnatomy(error) })
        } finally {
          set({ pending: null })
        }
      }),
    dismiss: () => set({ failure: null }),
  }))
  const listen = () =>
    watch({
      onView: (view) =>
        store.setState(({ played, pausing }) => ({
          line: "live",
          view,
          at: nowMs(),
          played: hearRounds(played, view),
          pausing: pausing && view.state === "running",
        })),
      onRefused: (code: RefusalCode) => store.setState({ line: "refused", failure: refusalAnatomy(code) }),
      onLost: () => store.setState({ line: "lost" }),
    })
  return { store, listen }
}
export type Cockpit = ReturnType<typeof createCockpit>
