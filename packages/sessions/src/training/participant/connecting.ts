import { PROTOCOL_VERSION, type RefusalCode, type RelayMessage } from "@tutti/protocol"
import { hashStudy } from "../committed.ts"
import type { ParticipantEvent } from "./events.ts"
import { NOTHING } from "./state.ts"
import type { GuardedTurn, Turn } from "./turn.ts"

type Message<Kind extends RelayMessage["kind"]> = Extract<RelayMessage, { kind: Kind }>

/** Refusals of single frames: the line stands, or comes again and is challenged anew. Any other one at the door is final. */
const PASSING: ReadonlySet<RefusalCode> = new Set(["E_RATE", "E_QUEUE_FULL", "E_TRANSFER"])

/** A line has opened, the first or another: the relay asks who is there. */
export function challenged(turn: GuardedTurn, { protocol, nonce }: Message<"challenge">): void {
  if (protocol !== PROTOCOL_VERSION) {
    endRefused(turn, "E_VERSION")
    return
  }
  turn.set({ nonce, admitted: false })
  turn.do({ kind: "sign", nonce })
}

/** Answers the challenge, unless the line was lost while it was signed. */
export function signed(
  turn: GuardedTurn,
  { nonce, publicKey, signature }: Extract<ParticipantEvent, { kind: "signed" }>,
): void {
  if (turn.state.nonce !== nonce) return
  const { study, invite, label } = turn.state.options
  const message = {
    kind: "identify",
    protocol: PROTOCOL_VERSION,
    study,
    invite,
    publicKey,
    signature,
    label,
  } as const
  turn.set({ nonce: null })
  turn.identify(message)
}

/**
 * Let in. What the owner agreed to before is said again without asking. A link without a study key never leads into a
 * secure study: nobody could tell whose it is.
 */
export function admitted(turn: Turn, message: Message<"admitted">): void {
  const { spec, studyHash } = message
  if (!isStudyAsAgreed(turn, message)) return
  if (spec.mode !== "trusted") {
    endRefused(turn, "E_POLICY")
    return
  }
  enter(turn, message)
  const { agreed } = turn.state
  if (agreed) turn.send({ kind: "ready", studyHash, ...agreed, statistics: [...agreed.statistics] })
  sayAgain(turn)
}

/**
 * Whether the study is the link's and what its hash says, and on a later connection still the one that the owner agreed
 * to; else the end. Under another id the same study would have no record here, and so a budget of its own.
 */
export function isStudyAsAgreed(
  turn: GuardedTurn,
  { study: id, spec, studyHash }: Message<"admitted">,
): boolean {
  const { view, options } = turn.state
  const isSame =
    id === options.study &&
    (view.study === null || view.study.hash === studyHash) &&
    hashStudy(spec) === studyHash
  if (!isSame) endRefused(turn, "E_STUDY_CHANGED")
  return isSame
}

/** From here on this connection is the owner's. The first time, the page is told what it may agree to. */
export function enter(turn: GuardedTurn, message: Message<"admitted">): void {
  const { participant, study, spec, studyHash, returning, scaling } = message
  const isFirst = turn.state.view.study === null
  turn.set({ admitted: true, scaling })
  if (!isFirst) return
  turn.show({ participant, study: { id: study, spec, hash: studyHash }, returning })
  turn.do({
    kind: "answer-admission",
    answer: { ok: true, value: { participant, spec, studyHash, returning } },
  })
}

/** What holds beside the agreement, and the relay cannot know on a new connection. */
export function sayAgain(turn: GuardedTurn): void {
  const { agreed, paused, wanted } = turn.state
  if (agreed && paused) turn.send({ kind: "activity", activity: "paused" })
  if (wanted) turn.send({ kind: "want-result", which: wanted })
}

/** The line is lost. Work that has begun goes on; an update on its way may have to go again. */
export function disconnected(turn: GuardedTurn): void {
  const { task } = turn.state
  turn.set({
    nonce: null,
    admitted: false,
    task: task.kind === "trained" ? { ...task, sending: false } : task,
  })
  turn.show({ wait: null })
}

/** The relay has said no. Before this line was let in, or to an owner that is elsewhere now, that is the end. */
export function refused(turn: GuardedTurn, { code, of }: Message<"refused">): void {
  const { admitted, wanted, accepted, task } = turn.state
  if (code === "E_REPLACED" || (!admitted && !PASSING.has(code))) {
    endRefused(turn, code, of)
    return
  }
  if (of === "update" && code === "E_DUPLICATE") return
  turn.show({ refusal: { code, of: of ?? null } })
  if (of === "want-result" && wanted) {
    turn.set({ wanted: null })
    turn.do({ kind: "answer-result", answer: { ok: false, refusal: code } })
  }
  if (of === "ready" || of === "enrol") {
    turn.set({ agreed: null, accepted: false })
    if (!accepted) turn.do({ kind: "answer-agreement", answer: { ok: false, refusal: code } })
  }
  // A late update's refusal may come when the next round has begun here: that one goes on.
  const ofThis =
    (of === "update" && task.kind === "trained") || (of === "evaluation" && task.kind === "evaluated")
  if (ofThis) turn.set({ task: NOTHING })
}

/** Ends the session, answering whatever is still asked. */
export function endRefused(turn: GuardedTurn, code: RefusalCode, of?: string): void {
  const { view, agreed, accepted, wanted } = turn.state
  const no = { ok: false, refusal: code } as const
  if (view.study === null) turn.do({ kind: "answer-admission", answer: no })
  if (agreed && !accepted) turn.do({ kind: "answer-agreement", answer: no })
  if (wanted) turn.do({ kind: "answer-result", answer: no })
  turn.set({ over: "refused", task: NOTHING, wanted: null })
  turn.show({ refusal: { code, of: of ?? null } })
  turn.do({ kind: "hang-up" })
}
