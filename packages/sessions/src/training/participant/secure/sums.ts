import { LIMITS, type RefusalCode, type RelayMessage } from "@tutti/protocol"
import type { ParticipantEvent } from "../events.ts"
import type { GuardedTurn } from "../turn.ts"
import { pause } from "../wishes.ts"
import type { SecureEffect, SecureEvent } from "./events.ts"
import {
  type Contribution,
  NO_WORK,
  type RunningSum,
  type SecureState,
  type SecureWork,
  type SumSubject,
  secureOf,
  setSecure,
  setSum,
  showSecure,
} from "./state.ts"

type Message<Kind extends RelayMessage["kind"]> = Extract<RelayMessage, { kind: Kind }>
type Happened<Kind extends SecureEvent["kind"]> = Extract<SecureEvent, { kind: Kind }>

/**
 * Statistics that this owner opens its shares for. One sum is enough; the others are for a relay that fell while the
 * first was opened. They are exact, and two of them over different owners differ by single owners' columns.
 */
const MOST_STATISTICS = 3

/** What an honest relay never asks, however unlucky: who hears one of these stops until its person decides. */
const EVIDENCE: ReadonlySet<RefusalCode> = new Set([
  "E_SA_POLICY",
  "E_SA_REPLAY",
  "E_SA_MODEL",
  "E_SA_ROSTER",
  "E_SA_SURVIVORS",
  "E_SA_SIGNATURE",
])

/** A step of the relay. An offer is answered if there is something here that this sum could be of. */
export function aggregationStep(
  turn: GuardedTurn,
  { number, purpose, step }: Message<"aggregation">,
  bytes: Uint8Array,
): void {
  const { sum, pinned } = secureOf(turn)
  if (step !== "offer") {
    if (sum?.number === number) ask(turn, { kind: "take-step", number, step, bytes })
    return
  }
  const { agreed, paused, over } = turn.state
  if (agreed === null || paused || over || pinned === null) return
  const subject = subjectOf(secureOf(turn), purpose)
  if (subject === null) return
  if (typeof subject === "string") {
    leaveSum(turn)
    refuse(turn, number, subject)
    return
  }
  turn.show({ wait: null })
  const { round, of } = subject
  setSum(turn, { number, purpose, round, step: "offer", vector: "not-wanted", uploading: false })
  ask(turn, { kind: "enter-sum", number, purpose, subject: of, offer: bytes })
}

type Subject = { readonly round: number | null; readonly of: SumSubject | null }

/** What such a sum would add up here: nothing (null: this owner is not in that round), or something that is not added up twice. */
function subjectOf(
  { work, pinned, totals }: SecureState,
  purpose: RunningSum["purpose"],
): Subject | RefusalCode | null {
  switch (purpose) {
    case "statistics":
      // Whoever knows the totals knows that the statistics are open.
      if (totals !== null || pinned?.record.statisticsFinished) return "E_SA_REPLAY"
      if ((pinned?.record.statisticsOpened ?? 0) >= MOST_STATISTICS) return "E_SA_BUDGET"
      return { round: null, of: null }
    case "training":
      if (work.kind === "contributed") return "E_SA_REPLAY"
      return work.kind === "training" || work.kind === "trained" ? { round: work.round, of: work } : null
    case "measurement":
      if (work.kind === "contributed") return "E_SA_REPLAY"
      return work.kind === "measuring" || work.kind === "measured" ? { round: work.round, of: work } : null
  }
}

/** The sum waits for this owner's numbers; it gets them when they are there. */
export function vectorWanted(turn: GuardedTurn, { number }: Happened<"vector-wanted">): void {
  const { sum } = secureOf(turn)
  if (sum?.number !== number) return
  setSum(turn, { ...sum, vector: "wanted" })
  contribute(turn)
}

/** Hands the numbers over, if the running sum waits for them and they are there. Each is handed over once. */
export function contribute(turn: GuardedTurn): void {
  const { sum, work } = secureOf(turn)
  const { agreed } = turn.state
  if (sum?.vector !== "wanted" || agreed === null) return
  const contribution = contributionTo(work, sum)
  if (contribution === null) return
  setSum(turn, { ...sum, vector: "given" })
  if (work.kind === "trained" || work.kind === "measured") {
    const { round, modelHash } = work
    setSecure(turn, { work: { kind: "contributed", round, modelHash } })
  }
  ask(turn, { kind: "contribute", number: sum.number, declared: agreed, contribution })
}

function contributionTo(work: SecureWork, { purpose, round }: RunningSum): Contribution | null {
  switch (purpose) {
    case "statistics":
      return { purpose }
    case "training":
      return work.kind === "trained" && work.round === round ? work.contribution : null
    case "measurement":
      return work.kind === "measured" && work.round === round ? work.contribution : null
  }
}

/** A step may leave: of the running sum, while the owner takes part. Nothing leaves of any other. */
export function stepReady(turn: GuardedTurn, { number, step, bytes }: Happened<"step-ready">): void {
  const { sum } = secureOf(turn)
  const { paused, over } = turn.state
  if (sum?.number !== number || paused || over) return
  setSum(turn, { ...sum, step, uploading: step === "masked" })
  // Small vectors are gone before a roster could show it.
  if (bytes.length > LIMITS.chunkBytes) turn.send({ kind: "activity", activity: "uploading" })
  turn.send({ kind: "aggregation", number, step }, bytes)
}

/** The relay's door has the vector: it is the others' turn now. */
export function delivered(turn: GuardedTurn, { message }: Extract<ParticipantEvent, { kind: "delivered" }>) {
  const { sum } = secureOf(turn)
  if (message.kind !== "aggregation" || message.step !== "masked" || sum?.number !== message.number) return
  setSum(turn, { ...sum, uploading: false })
}

export function sumFinished(turn: GuardedTurn, { number }: Happened<"sum-finished">): void {
  if (secureOf(turn).sum?.number === number) setSum(turn, null)
}

/** Not opened: whatever this owner still holds of it goes. */
export function aggregationEnded(turn: GuardedTurn, { number }: Message<"aggregation-ended">): void {
  if (secureOf(turn).sum?.number === number) leaveSum(turn)
}

/** The sum is over for this owner, by what the relay sent. */
export function sumRefused(turn: GuardedTurn, { number, code }: Happened<"sum-refused">): void {
  if (secureOf(turn).sum?.number === number) refuse(turn, number, code)
}

/** The same by this machine: its numbers fit no lane, or its record could not be kept. */
export function sumFailed(
  turn: GuardedTurn,
  { number, code }: Happened<"sum-failed" | "vector-refused">,
): void {
  if (secureOf(turn).sum?.number !== number) return
  ask(turn, { kind: "abandon-sum" })
  refuse(turn, number, code)
}

/** Out of the running sum at once, and nothing is left of it. */
export function leaveSum(turn: GuardedTurn): void {
  if (secureOf(turn).sum === null) return
  setSum(turn, null)
  ask(turn, { kind: "abandon-sum" })
}

/** Whatever the running sum has come to: no more comes of it. */
export function concludeSum(turn: GuardedTurn): void {
  if (secureOf(turn).sum === null) return
  setSum(turn, null)
  ask(turn, { kind: "conclude-sum" })
}

/** Out of this sum. Where the relay's word did not hold, out of all until the owner's person says otherwise. */
function refuse(turn: GuardedTurn, number: number, code: RefusalCode): void {
  const round = secureOf(turn).sum?.round ?? turn.state.view.round
  setSum(turn, null)
  setSecure(turn, { work: NO_WORK })
  turn.show({ refusal: { code, of: "aggregation" } })
  if (round !== null) turn.send({ kind: "failed", round, code })
  if (!EVIDENCE.has(code)) return
  showSecure(turn, { evidence: { code, number } })
  pause(turn)
}

function ask(turn: GuardedTurn, effect: SecureEffect): void {
  turn.do({ kind: "secure", effect })
}
