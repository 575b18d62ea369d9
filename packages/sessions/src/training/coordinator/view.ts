import type {
  ParticipantId,
  RosterEntry,
  RosterState,
  RoundView,
  StudyEvent,
  StudyState,
  StudyView,
} from "@tutti/protocol"
import type { EndedRound } from "../committed.ts"
import { updatesNeeded } from "./deadlines.ts"
import { notes } from "./score.ts"
import type { Coordinator, Owner } from "./state.ts"
import { progressOf } from "./waiting.ts"

/** What the relay knows and the coordinator does not. */
export type RelayKnowledge = {
  /** ISO 8601 of a point on the relay's clock. */
  instant(ms: number): string
  /** Payloads and envelopes, counted at the owner's sockets. */
  traffic(participant: ParticipantId): { bytesUp: number; bytesDown: number }
  events: readonly StudyEvent[]
}

/** After this long without a connection an owner counts as gone rather than on its way back. */
const RECONNECTING_MS = 30_000

/** Everything that an admin's or observer's screen shows at a moment. Single owners' losses are not part of it. */
export function studyView(state: Coordinator, nowMs: number, relay: RelayKnowledge): StudyView {
  const { committed } = state
  const progress = progressOf(state)
  return {
    study: committed.study,
    studyHash: committed.studyHash,
    spec: committed.spec,
    state: studyState(state),
    roster: [...state.roster.values()].map((owner) => rosterEntry(owner, nowMs, relay)),
    rounds: [
      ...committed.rounds.map((round) => endedRoundView(round, state, relay)),
      ...openRoundView(state, nowMs, relay),
    ],
    waiting: progress && {
      for: progress.for,
      have: progress.have,
      need: progress.need,
      remainingMs: progress.endsAtMs === null ? null : Math.max(0, progress.endsAtMs - nowMs),
    },
    bestRound: committed.bestRound,
    modelHash: committed.modelHash,
    parameters: committed.weights.length,
    scaling: committed.scaling && [...committed.scaling],
    events: [...relay.events],
  }
}

/** What runs is running, whatever is written on paper for the time after the open round. */
export function studyState({ phase, committed }: Coordinator): StudyState {
  switch (phase.kind) {
    case "gathering":
    case "training":
    case "evaluating":
      return "running"
    case "resting":
    case "ended":
      return committed.state
  }
}

function rosterEntry(owner: Owner, nowMs: number, relay: RelayKnowledge): RosterEntry {
  const { participant, label, code } = owner
  const sinceMs = Math.max(0, nowMs - owner.sinceMs)
  const state = shownState(owner, sinceMs)
  return { participant, label, state, sinceMs, code, ...relay.traffic(participant) }
}

function shownState({ state }: Owner, sinceMs: number): RosterState {
  return state === "reconnecting" && sinceMs > RECONNECTING_MS ? "dropped" : state
}

function endedRoundView(
  ended: EndedRound,
  { recentScores, committed }: Coordinator,
  relay: RelayKnowledge,
): RoundView {
  const { round, cohort, openedAtMs, closedAtMs, survivors, metrics, reason } = ended
  const remembered = recentScores.find((score) => score.round === round)
  return {
    round,
    phase: metrics === null ? "abandoned" : "committed",
    cohort: [...cohort],
    openedAt: relay.instant(openedAtMs),
    elapsedMs: closedAtMs - openedAtMs,
    remainingMs: null,
    received: survivors,
    needed: updatesNeeded(committed.spec.training, cohort.length),
    reason,
    metrics,
    notes: remembered ? notes(remembered.score, openedAtMs, remembered.endedAtMs) : [],
  }
}

function openRoundView({ phase }: Coordinator, nowMs: number, relay: RelayKnowledge): RoundView[] {
  if (phase.kind !== "training" && phase.kind !== "evaluating") return []
  const { round, limit } = phase
  return [
    {
      round: round.number,
      phase: phase.kind,
      cohort: round.cohort.map(({ participant }) => participant),
      openedAt: relay.instant(round.openedAtMs),
      elapsedMs: nowMs - round.openedAtMs,
      remainingMs: Math.max(0, limit.deadlineAtMs - nowMs),
      received: phase.kind === "training" ? phase.collection.contributions.size : phase.evaluations.size,
      needed: round.needed,
      reason: null,
      metrics: null,
      notes: notes(round.score, round.openedAtMs, nowMs),
    },
  ]
}
