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
import { summed } from "./open-aggregation.ts"
import { survivorsNeeded } from "./quorum.ts"
import { notes } from "./score.ts"
import { secureView } from "./secure-view.ts"
import type { Coordinator, OpenRound, Owner, Phase } from "./state.ts"
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
    ...secureView(state),
  }
}

/** What runs is running, whatever is written on paper for the time after the open round. */
export function studyState({ phase, committed }: Coordinator): StudyState {
  switch (phase.kind) {
    case "gathering":
    case "training":
    case "evaluating":
    case "adding-statistics":
    case "adding-updates":
    case "adding-measurements":
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
    needed: survivorsNeeded(committed, cohort.length),
    reason,
    metrics,
    notes: remembered ? notes(remembered.score, openedAtMs, remembered.endedAtMs) : [],
  }
}

function openRoundView({ phase }: Coordinator, nowMs: number, relay: RelayKnowledge): RoundView[] {
  if (!("round" in phase)) return []
  const { round } = phase
  const { deadlineAtMs } = "aggregation" in phase ? phase.aggregation.limit : phase.limit
  return [
    {
      round: round.number,
      phase: shownPhase(phase),
      cohort: round.cohort.map(({ participant }) => participant),
      openedAt: relay.instant(round.openedAtMs),
      elapsedMs: nowMs - round.openedAtMs,
      remainingMs: deadlineAtMs === null ? null : Math.max(0, deadlineAtMs - nowMs),
      received: received(phase),
      needed: round.needed,
      reason: null,
      metrics: null,
      notes: notes(round.score, round.openedAtMs, nowMs),
    },
  ]
}

type RoundPhase = Extract<Phase, { round: OpenRound }>

function shownPhase(phase: RoundPhase): RoundView["phase"] {
  if (phase.kind !== "adding-updates") return phase.kind
  const { phase: at } = phase.aggregation
  return at === "advertising" || at === "sharing" || at === "masking" ? "training" : "unmasking"
}

/** Updates that are there, or measurements of the model that was made of them. */
function received(phase: RoundPhase): number {
  switch (phase.kind) {
    case "training":
      return phase.collection.contributions.size
    case "evaluating":
      return phase.evaluations.size
    case "adding-updates":
      return summed(phase.aggregation).length
  }
}
