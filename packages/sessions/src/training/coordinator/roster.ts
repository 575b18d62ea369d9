import type { ParticipantId, RosterState } from "@tutti/protocol"
import type { CoordinatorEvent } from "../events.ts"
import { leaveAggregation, workIn } from "./aggregating.ts"
import { isAvailable } from "./availability.ts"
import { refuseDeclaration, refuseEnrolment } from "./check-declaration.ts"
import { studyEnded } from "./ending.ts"
import { askToEvaluate } from "./evaluating.ts"
import { giveUp } from "./giving-up.ts"
import { isAwaitedNow, limitGrace } from "./grace.ts"
import { askToTrain, openWhenGathered } from "./opening.ts"
import { refuse } from "./refusing.ts"
import type { Agreement, Owner } from "./state.ts"
import type { Turn } from "./turn.ts"
import { tellWait } from "./waiting.ts"

type Happened<Kind extends CoordinatorEvent["kind"]> = Extract<CoordinatorEvent, { kind: Kind }>

/** Let in, or back. What its machine holds and agreed to is unknown until it says so on this connection. */
export function connected(turn: Turn, { participant, label, identityKey }: Happened<"connected">): void {
  const before = turn.owner(participant)
  const { study, spec, studyHash, scaling, lastCommittedRound, known, state } = turn.study
  const { policySignature, roster } = turn.study
  const owner: Owner = {
    participant,
    label,
    identityKey,
    presence: "online",
    paused: false,
    agreement: null,
    holds: null,
    state: "joined",
    sinceMs: turn.nowMs,
    code: null,
    refusals: before?.refusals ?? 0,
  }
  leaveAggregation(turn, [participant])
  turn.set({ roster: turn.state.roster.with(participant, owner) })
  turn.log(before === undefined || before.state === "left" ? "joined" : "reconnected", { participant })
  turn.send([participant], {
    kind: "admitted",
    participant,
    study,
    spec,
    studyHash,
    scaling: scaling && [...scaling],
    lastCommittedRound,
    returning: known.has(participant),
    ...(policySignature !== null && { policySignature }),
    ...(roster !== null && { roster }),
  })
  if (state === "finished" || state === "stopped") turn.send([participant], studyEnded(turn, state))
  limitGrace(turn)
}

/** The connection is lost; the owner may come back and go on in the open round. */
export function disconnected(turn: Turn, { participant }: Happened<"disconnected">): void {
  const owner = turn.owner(participant)
  if (!owner || owner.presence === "offline") return
  turn.change([participant], { presence: "offline" })
  if (owner.state === "left") return
  turn.show([participant], "reconnecting")
  turn.log("disconnected", { participant })
  leaveAggregation(turn, [participant])
  limitGrace(turn)
}

export function fellAsleep(turn: Turn, { participant }: Happened<"fell-asleep">): void {
  const owner = turn.owner(participant)
  if (owner?.presence !== "online" || owner.state === "left") return
  turn.change([participant], { presence: "asleep" })
  turn.show([participant], "asleep")
  limitGrace(turn)
}

export function wokeUp(turn: Turn, { participant }: Happened<"woke-up">): void {
  if (turn.owner(participant)?.presence !== "asleep") return
  turn.change([participant], { presence: "online" })
  backToWork(turn, participant)
}

/** Agreed, or agreed before and back on a new connection: it goes on where it stood, or waits for the next round. */
export function ready(turn: Turn, { participant, ...declared }: Happened<"ready">): void {
  const owner = turn.owner(participant)
  if (!owner || owner.state === "left") return
  const ended = turn.state.phase.kind === "ended"
  const code = ended ? "E_STUDY_CLOSED" : refuseDeclaration(turn.study, declared)
  if (code) {
    refuse(turn, participant, "ready", code)
    return
  }
  const { trainingRows, validationRows, statistics } = declared
  takePart(turn, owner, { kind: "declared", trainingRows, validationRows, statistics })
}

/** The same in a secure study: the owner has agreed, and what it holds stays with it. */
export function enrolled(turn: Turn, { participant, studyHash }: Happened<"enrolled">): void {
  const owner = turn.owner(participant)
  if (!owner || owner.state === "left") return
  const ended = turn.state.phase.kind === "ended"
  const code = ended ? "E_STUDY_CLOSED" : refuseEnrolment(turn.study, owner, studyHash)
  if (code) refuse(turn, participant, "enrol", code)
  else takePart(turn, owner, { kind: "enrolled" })
}

function takePart(turn: Turn, owner: Owner, agreement: Agreement): void {
  const { participant } = owner
  turn.change([participant], { agreement })
  if (!turn.study.known.has(participant)) {
    turn.commit({ kind: "owner-known", participant, label: owner.label, identityKey: owner.identityKey })
    turn.log("ready", { participant })
  }
  turn.show([participant], standing(turn, participant))
  limitGrace(turn)
  if (isAwaitedNow(turn.state, participant)) {
    askToTrain(turn, [participant])
    askToEvaluate(turn, [participant])
  } else if (!openWhenGathered(turn)) {
    tellWait(turn, participant)
  }
}

/** What an owner says that it does. Only pausing, and ending a pause, change what the coordinator does. */
export function activity(turn: Turn, { participant, activity }: Happened<"activity">): void {
  const owner = turn.owner(participant)
  if (!owner || owner.state === "left") return
  if (activity === "paused") {
    turn.change([participant], { paused: true })
    turn.show([participant], "paused")
    limitGrace(turn)
  } else if (owner.paused) {
    turn.change([participant], { paused: false })
    backToWork(turn, participant)
  } else if (activity === "data-checked" && owner.agreement === null) {
    turn.show([participant], "data-checked")
  } else if (activity === "uploading" && owner.state === "training") {
    const masks = owner.agreement?.kind === "enrolled"
    turn.show([participant], masks ? "masking" : "uploading")
    turn.note([participant], { phase: masks ? "mask" : "upload", fromMs: turn.nowMs })
  }
}

/** For good, until it comes back by its link: what it sent stays counted, and nobody waits for it. */
export function left(turn: Turn, { participant }: Happened<"left">): void {
  const owner = turn.owner(participant)
  if (!owner || owner.state === "left") return
  turn.change([participant], { agreement: null })
  turn.show([participant], "left")
  turn.log("left", { participant })
  giveUp(turn, [participant], { state: "left", code: null })
}

/** An owner can work again: the roster shows what it is at, and whatever waited for it goes on. */
function backToWork(turn: Turn, participant: ParticipantId): void {
  turn.show([participant], standing(turn, participant))
  limitGrace(turn)
  openWhenGathered(turn)
}

/** What an owner that is there is doing, as the phase sees it. */
function standing(turn: Turn, participant: ParticipantId): RosterState {
  const owner = turn.owner(participant)
  const { phase } = turn.state
  if (owner?.paused) return "paused"
  if (!isAvailable(owner)) return "joined"
  if (phase.kind === "resting" || phase.kind === "gathering" || phase.kind === "ended") return "ready"
  if (!isAwaitedNow(turn.state, participant)) return "waiting"
  return "aggregation" in phase ? workIn(phase) : phase.kind
}
