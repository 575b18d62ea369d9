import type { ParticipantId, PartyRelayMessage } from "@tutti/protocol"
import type { OpenRun, RegressionCoordinator } from "./state.ts"
import type { Turn } from "./turn.ts"

type Waiting = Extract<PartyRelayMessage, { kind: "waiting" }>
type Wait = Pick<Waiting, "for" | "have" | "need" | "round">

/** Changes of what is waited for are told within this time, and not more often. */
const NOTICE_MS = 500

/** What everybody waits for; null once there is nothing more to come. */
export function waitOf(state: RegressionCoordinator): Wait | null {
  const { committed, owners, parties, dealer, run } = state
  if (committed.state === "finished" || committed.state === "stopped") return null
  if (run) return waitIn(run, state)
  const present = [...owners.values()].filter(({ online, enrolled }) => online && enrolled)
  const { minimumCohort } = committed.spec.secure
  if (committed.roster === null)
    return { for: "roster", have: present.length, need: minimumCohort, round: null }
  const there = present.filter(({ participant }) => parties.includes(participant)).length
  const need = committed.spec.opening === "coefficients" ? parties.length : minimumCohort
  if (there < need) return { for: "owners", have: there, need, round: null }
  if (dealer !== null && !dealer.online) return { for: "dealer", have: 0, need: 1, round: null }
  return { for: "admin", have: 0, need: 1, round: null }
}

function waitIn({ step }: OpenRun, { committed, parties }: RegressionCoordinator): Wait {
  const count = parties.length
  switch (step.kind) {
    case "keys": {
      const have = step.parties.size + (step.dealer === null ? 0 : 1)
      return { for: "keys", have, need: count + 1, round: null }
    }
    case "material":
      return { for: "material", have: step.dealt.size + step.frameKeys.size, need: 2 * count, round: null }
    case "frames":
      return { for: "frames", have: step.frames.size, need: count, round: step.round }
    case "reports":
      return { for: "reports", have: committed.open?.reports.size ?? 0, need: count, round: null }
    case "sum":
      return { for: "sum", have: step.answered.size, need: step.asked.size, round: null }
  }
}

export function remainingMs({ run }: RegressionCoordinator, nowMs: number): number | null {
  return run === null || run.deadlineAtMs === null ? null : Math.max(0, run.deadlineAtMs - nowMs)
}

export function tellWait(turn: Turn, to: ParticipantId): void {
  const message = messageOf(turn)
  if (message) turn.send(to, message)
}

export function tellWaits(turn: Turn): void {
  turn.set({ noticeDue: false })
  const message = messageOf(turn)
  if (message) turn.tell(message)
}

/** If this step has changed the wait, those who wait will be told. */
export function scheduleNotice(turn: Turn, before: RegressionCoordinator): void {
  const [was, is] = [waitOf(before), waitOf(turn.state)]
  if (turn.state.noticeDue || is === null || JSON.stringify(was) === JSON.stringify(is)) return
  turn.set({ noticeDue: true })
  turn.startTimer("notice", NOTICE_MS)
}

function messageOf({ state, nowMs }: Turn): Waiting | null {
  const wait = waitOf(state)
  return wait && { kind: "waiting", ...wait, remainingMs: remainingMs(state, nowMs) }
}
