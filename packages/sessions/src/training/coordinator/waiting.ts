import type { ParticipantId, RelayMessage } from "@tutti/protocol"
import { availableOwners, listeners } from "./availability.ts"
import { enrolledCount } from "./freezing.ts"
import { awaitedNow } from "./grace.ts"
import { progressIn } from "./open-aggregation.ts"
import { ownersNeeded } from "./quorum.ts"
import type { Coordinator } from "./state.ts"
import type { Turn } from "./turn.ts"

type Waiting = Extract<RelayMessage, { kind: "waiting" }>

/** How far it is with what everybody waits for. */
export type Progress = Pick<Waiting, "for" | "have" | "need"> & {
  /** When the relay gives up; null while nothing runs out. */
  readonly endsAtMs: number | null
}

/** How soon those who wait learn that their wait has changed. */
const NOTICE_MS = 500
/** Of large cohorts later: telling a hundred owners twice a second cost a relay more than receiving their updates. */
const NOTICES_PER_SECOND = 50

export function progressOf(state: Coordinator): Progress | null {
  const { phase } = state
  switch (phase.kind) {
    case "resting": {
      const roster = rosterProgress(state)
      if (roster) return { for: "roster", ...roster, endsAtMs: null }
      const { have, need } = gathered(state)
      if (have < need) return { for: "owners", have, need, endsAtMs: null }
      return { for: "admin", have: 0, need: 1, endsAtMs: null }
    }
    case "gathering":
      return { for: "owners", ...gathered(state), endsAtMs: phase.givesUpAtMs }
    case "training": {
      const { contributions, out } = phase.collection
      const need = phase.round.cohort.length - out.size
      return { for: "updates", have: contributions.size, need, endsAtMs: phase.limit.deadlineAtMs }
    }
    case "evaluating": {
      const need = phase.survivors.length - phase.gone.size
      return { for: "evaluations", have: phase.evaluations.size, need, endsAtMs: phase.limit.deadlineAtMs }
    }
    case "adding-statistics":
    case "adding-updates":
    case "adding-measurements":
      return {
        for: "sum",
        ...progressIn(phase.aggregation),
        endsAtMs: phase.aggregation.limit.deadlineAtMs,
      }
    case "ended":
      return null
  }
}

/** How many owners a secure study's roster would have, until it is frozen. */
function rosterProgress(state: Coordinator): { have: number; need: number } | null {
  const { spec, roster } = state.committed
  if (spec.secure === undefined || roster !== null) return null
  return { have: enrolledCount(state), need: spec.secure.minimumCohort }
}

/** Answers an owner that has nothing to do with what it waits for. */
export function tellWait(turn: Turn, participant: ParticipantId): void {
  const wait = waits(turn.state, turn.nowMs)(participant)
  if (wait) turn.send([participant], wait)
}

/** Sees to it that those who wait learn of a change, soon, and not at every one of a thousand answers. */
export function scheduleNotice(turn: Turn, before: Coordinator): void {
  if (turn.state.noticeDue || isSame(progressOf(before), progressOf(turn.state))) return
  turn.set({ noticeDue: true })
  turn.startTimer("notice", Math.max(NOTICE_MS, (turn.state.roster.size * 1_000) / NOTICES_PER_SECOND))
}

/** Tells everybody who waits how far it is; the same words go out once. */
export function tellWaits(turn: Turn): void {
  turn.set({ noticeDue: false })
  const waitOf = waits(turn.state, turn.nowMs)
  const groups = new Map<string, { wait: Waiting; to: ParticipantId[] }>()
  for (const participant of listeners(turn.state)) {
    const wait = waitOf(participant)
    if (!wait) continue
    const key = `${wait.for} ${wait.have} ${wait.need}`
    const group = groups.get(key) ?? { wait, to: [] }
    group.to.push(participant)
    groups.set(key, group)
  }
  for (const { wait, to } of groups.values()) turn.send(to, wait)
}

/**
 * What each owner waits for: null for one that has something to do itself, and after the study's end. In a sequential
 * round an owner waits for its turn first, and for the others' updates afterwards.
 */
function waits(state: Coordinator, nowMs: number): (participant: ParticipantId) => Waiting | null {
  const progress = progressOf(state)
  if (progress === null) return () => null
  const { endsAtMs, ...others } = progress
  const remainingMs = endsAtMs === null ? null : Math.max(0, endsAtMs - nowMs)
  const working = new Set(awaitedNow(state))
  const turns = turnsOf(state)
  const turn = turns.findIndex((participant) => working.has(participant))
  const places = new Map(turns.map((participant, place) => [participant, place]))
  return (participant) => {
    if (working.has(participant)) return null
    const place = places.get(participant) ?? -1
    if (place > turn) return { kind: "waiting", for: "turn", have: turn, need: place, remainingMs }
    return { kind: "waiting", ...others, remainingMs }
  }
}

function turnsOf({ phase }: Coordinator): readonly ParticipantId[] {
  return phase.kind === "training" && phase.collection.kind === "sequential" ? phase.collection.turns : []
}

function gathered(state: Coordinator) {
  return { have: availableOwners(state).length, need: ownersNeeded(state.committed) }
}

function isSame(one: Progress | null, other: Progress | null): boolean {
  return one?.for === other?.for && one?.have === other?.have && one?.need === other?.need
}
