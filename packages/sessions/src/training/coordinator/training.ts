import type { AbandonReason, ParticipantId, RefusalCode } from "@tutti/protocol"
import type { CoordinatorEvent } from "../events.ts"
import {
  type Collection,
  contribute,
  isAwaited,
  isComplete,
  makeCandidate,
  survivors,
  trainFrom,
  withdraw,
} from "./collection.ts"
import { slowest } from "./deadlines.ts"
import { abandonRound } from "./ending.ts"
import { openEvaluation } from "./evaluating.ts"
import type { Fate } from "./fate.ts"
import { limitGrace } from "./grace.ts"
import { openTraining } from "./opening.ts"
import { refuse } from "./refusing.ts"
import type { Coordinator } from "./state.ts"
import type { Turn } from "./turn.ts"
import { checkUpdate } from "./update-checks.ts"

type Arrived = Extract<CoordinatorEvent, { kind: "update" }>

/** An update arrives: it counts, or its owner learns why not. A refused one excludes its owner from this round only. */
export function receiveUpdate(turn: Turn, arrived: Arrived): void {
  const { participant, round } = arrived
  const misplaced = refusePlace(turn.state, arrived)
  if (misplaced) {
    if (misplaced === "E_LATE") rememberLate(turn, participant, round)
    refuse(turn, participant, "update", misplaced, round)
    return
  }
  const { phase } = turn.state
  if (phase.kind !== "training") return
  const member = phase.round.cohort.find((one) => one.participant === participant)
  if (!member) return
  const checked = checkUpdate(arrived, trainFrom(turn.study, phase.collection).weights, member, turn.plan)
  if (!checked.ok) {
    refuse(turn, participant, "update", checked.code, round)
    giveUpTraining(turn, [participant], { state: "excluded", code: checked.code })
    return
  }
  const { examples, trainLoss, trainAccuracy, payloadBytes, trainingMs } = arrived
  const afterMs = turn.nowMs - phase.limit.openedAtMs
  const contribution = { examples, trainLoss, trainAccuracy, payloadBytes, afterMs }
  const uploadFromMs = Math.min(turn.nowMs, phase.limit.openedAtMs + trainingMs)
  turn.show([participant], "waiting")
  turn.note([participant], { phase: "upload", fromMs: uploadFromMs }, { phase: "wait", fromMs: turn.nowMs })
  collect(turn, contribute(phase.collection, participant, contribution, checked.trained))
}

/**
 * These owners will not contribute to the open round any more; what they contributed before stays.
 * @param reason of abandoning the round, if it now cannot reach its quorum.
 */
export function giveUpTraining(
  turn: Turn,
  participants: readonly ParticipantId[],
  { state, code }: Fate,
  reason: AbandonReason = "too-few-survivors",
): void {
  const { phase } = turn.state
  if (phase.kind !== "training") return
  const { round, collection } = phase
  const { contributions, out: outBefore } = collection
  const given = new Set(participants)
  const out = round.cohort
    .map(({ participant }) => participant)
    .filter((id) => given.has(id) && !contributions.has(id) && !outBefore.has(id))
  if (out.length === 0) return
  turn.show(out, state, code)
  turn.note(out, { phase: "dropped", fromMs: turn.nowMs })
  collect(turn, withdraw(collection, out), reason)
}

/** The collection has changed: the round goes on, goes to the next owner, or has what it can get. */
function collect(turn: Turn, collection: Collection, reason: AbandonReason = "too-few-survivors"): void {
  const { phase } = turn.state
  if (phase.kind !== "training") return
  const { round, collection: before } = phase
  turn.set({ phase: { ...phase, collection } })
  if (round.cohort.length - collection.out.size < round.needed) abandonRound(turn, reason)
  else if (isComplete(round, collection)) finishTraining(turn)
  else if (holder(before) !== holder(collection)) openTraining(turn, round, collection)
  else limitGrace(turn)
}

/** Who holds the travelling model; in a parallel round nobody does. */
function holder(collection: Collection): ParticipantId | null {
  return collection.kind === "sequential" ? collection.holder : null
}

function finishTraining(turn: Turn): void {
  const { phase, speed } = turn.state
  if (phase.kind !== "training") return
  const { round, collection } = phase
  const slowestMs = slowest([...collection.contributions.values(), { afterMs: speed.lateMs }])
  turn.set({ speed: { ...speed, trainingMs: slowestMs, lateMs: 0 } })
  const candidate = makeCandidate(turn.study, round, collection)
  if (candidate === null) abandonRound(turn, "diverged")
  else openEvaluation(turn, round, candidate, survivors(round, collection))
}

function refusePlace(
  { phase, committed, roster }: Coordinator,
  { participant, round }: Arrived,
): RefusalCode | null {
  if (committed.spec.mode === "secure") return "E_WRONG_STATE"
  if (phase.kind === "ended") return "E_STUDY_CLOSED"
  const owner = roster.get(participant)
  if (!owner?.agreement) return "E_NOT_READY"
  if (round > committed.lastRound) return "E_WRONG_STATE"
  if (!("round" in phase) || round < phase.round.number) return "E_LATE"
  if (!phase.round.cohort.some((member) => member.participant === participant)) return "E_NOT_IN_COHORT"
  if (phase.kind === "evaluating") return phase.survivors.includes(participant) ? "E_DUPLICATE" : "E_LATE"
  if (phase.kind !== "training") return "E_WRONG_STATE"
  const { contributions, out } = phase.collection
  if (contributions.has(participant)) return "E_DUPLICATE"
  if (out.has(participant)) return owner.code === null ? "E_LATE" : "E_NOT_IN_COHORT"
  return isAwaited(phase.collection, participant) ? null : "E_WRONG_STATE"
}

/**
 * How slow an owner is whose update came after its round, so that a later deadline fits it too. Of older rounds than
 * the last one it is no news: nobody can stretch a deadline by answering what is long forgotten.
 */
export function rememberLate(turn: Turn, participant: ParticipantId, round: number): void {
  if (turn.plan.scheme === "sequential") return
  const { opened, rounds } = turn.study
  const known = [opened, rounds.at(-1)].find((one) => one?.round === round)
  if (!known?.cohort.includes(participant)) return
  const { speed } = turn.state
  turn.set({ speed: { ...speed, lateMs: Math.max(speed.lateMs, turn.nowMs - known.openedAtMs) } })
}
