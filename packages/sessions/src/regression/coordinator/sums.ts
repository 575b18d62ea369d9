import type { ParticipantId } from "@tutti/protocol"
import { vectorLength } from "@tutti/regression"
import { rosterRoot } from "@tutti/secure-aggregation"
import { bytesOf, hashBytes } from "../../secure/signed.ts"
import { aggregationPolicy } from "../../secure/sum-policy.ts"
import { endRun, finishRun } from "./ending.ts"
import type { SeatedMessage, SumEvent } from "./events.ts"
import type { OpenRun, RunStep } from "./state.ts"
import type { Turn } from "./turn.ts"

type Happened<Kind extends SumEvent["kind"]> = Extract<SumEvent, { kind: Kind }>
type SumStep = Extract<RunStep, { kind: "sum" }>

/*
 * Where sums are opened, a run is one masked sum of the owners' statistics, in lanes of 128 bits. An abandoned sum opens
 * nothing, and neither does any other: there is one opened sum of a study, so the owners' history is empty before it.
 */

/** The run has been written down. */
export function beginSum(turn: Turn, number: number): void {
  const { study, state } = turn
  const { spec, studyHash, roster } = study
  if (roster === null) return
  const { parties, owners } = state
  const invited = parties.filter((participant) => {
    const owner = owners.get(participant)
    return owner?.online && owner.enrolled
  })
  const { deadlineMs, secure, design } = spec
  const step: SumStep = {
    kind: "sum",
    invited,
    phase: "advertising",
    asked: new Set(invited),
    answered: new Set(),
  }
  turn.set({ run: { number, beganAtMs: turn.nowMs, step, deadlineAtMs: turn.nowMs + deadlineMs } })
  turn.log("run-begun")
  const identityKeys = roster.identityKeys.map(bytesOf)
  const zeros = new Uint8Array(32)
  turn.effects.push({
    kind: "begin-sum",
    owners: parties,
    plan: {
      offer: {
        study: study.study,
        round: number,
        modelHash: zeros,
        planHash: hashBytes(studyHash),
        rosterRoot: rosterRoot(roster.version, identityKeys),
        laneBits: 128,
        lanes: vectorLength(design),
        deadlinesMs: [deadlineMs, deadlineMs, deadlineMs, deadlineMs, deadlineMs],
        previousRound: 0,
        previousTranscript: zeros,
      },
      policy: aggregationPolicy(secure, identityKeys.length),
      roster: identityKeys,
      invited: invited.map((participant) => parties.indexOf(participant)),
    },
  })
}

/** A step of an owner goes on to the sum, if it is of the one that runs. */
export function sumMessage(
  turn: Turn,
  participant: ParticipantId,
  { number, step }: Extract<SeatedMessage, { kind: "aggregation" }>,
  bytes: Uint8Array,
): void {
  // Its sum was open before the last owners' shares came, through no fault of theirs.
  if (step === "unmask" && number === turn.study.outcome?.run) return
  const running = runningSum(turn, number)
  if (running?.step.invited.includes(participant))
    turn.effects.push({ kind: "sum-message", number, participant, step, bytes })
  else turn.refuse(participant, "aggregation", "E_SA_OUT_OF_TURN")
}

/** This owner answers no more; what it has sent stays in the sum. */
export function leaveSum(turn: Turn, participant: ParticipantId): void {
  const { run } = turn.state
  if (run?.step.kind === "sum" && run.step.invited.includes(participant))
    turn.effects.push({ kind: "owner-gone", number: run.number, participant })
}

export function sumHappened(turn: Turn, event: SumEvent): void {
  const running = runningSum(turn, event.number)
  if (running === undefined) {
    if (event.kind === "sum-refused") turn.refuse(event.participant, "aggregation", event.code)
    return
  }
  const { step } = running
  switch (event.kind) {
    case "sum-phase": {
      const { phase, asked } = event
      const deadlineAtMs = turn.nowMs + turn.study.spec.deadlineMs
      turn.setRun({ deadlineAtMs, step: { ...step, phase, asked: new Set(asked), answered: new Set() } })
      return
    }
    case "sum-taken": {
      const owner = turn.owner(event.participant)
      turn.change(event.participant, { bytesUp: (owner?.bytesUp ?? 0) + event.payloadBytes })
      turn.setRun({ step: { ...step, answered: new Set(step.answered).add(event.participant) } })
      return
    }
    case "sum-refused":
      turn.refuse(event.participant, "aggregation", event.code)
      return
    case "sum-opened":
      finishRun(turn, openedSums(event))
      return
    case "sum-abandoned": {
      const party = event.dealer === null ? null : turn.state.parties.indexOf(event.dealer)
      endRun(turn, { reason: event.reason, party })
      return
    }
  }
}

const openedSums = ({ sums, survivors, transcript }: Happened<"sum-opened">) => ({
  survivors,
  sums: sums.map(String),
  transcript,
})

function runningSum(turn: Turn, number: number): (OpenRun & { readonly step: SumStep }) | undefined {
  const { run } = turn.state
  return run?.number === number && run.step.kind === "sum" ? { ...run, step: run.step } : undefined
}
