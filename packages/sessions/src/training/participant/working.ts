import { firstNonFinite } from "@tutti/learning"
import { LIMITS, type RefusalCode, type RelayMessage } from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"
import { refused } from "./connecting.ts"
import type { ParticipantEvent } from "./events.ts"
import { takeModel } from "./model.ts"
import { NOTHING, type TrainingTask } from "./state.ts"
import type { Turn } from "./turn.ts"
import type { OwnRound } from "./view.ts"

type Message<Kind extends RelayMessage["kind"]> = Extract<RelayMessage, { kind: Kind }>
type Done<Kind extends ParticipantEvent["kind"]> = Extract<ParticipantEvent, { kind: Kind }>

/** How often an update is handed over anew on a line that stands, before the owner gives the round up. */
const TRIES = 2

/** Asked to train. Asked again for the same round and model, it goes on with what it has and trains nothing twice. */
export function roundOpened(
  turn: Turn,
  message: Message<"round-opened">,
  payload: Uint8Array | undefined,
): void {
  const { round, cohort, modelHash, scaling, seed } = message
  const code = takeModel(turn, modelHash, payload)
  turn.set({ scaling })
  turn.show({ round, cohort, wait: null })
  if (code) {
    giveUp(turn, round, code)
    return
  }
  const { task, paused } = turn.state
  const isSame = "modelHash" in task && task.round === round && task.modelHash === modelHash
  if (isSame && task.kind === "trained") sendUpdate(turn)
  if (isSame) return
  const asked: TrainingTask = { round, modelHash, scaling, seed }
  if (paused) turn.set({ task: { kind: "asked", ...asked } })
  else train(turn, asked)
}

/** Begins what was asked. */
export function train(turn: Turn, task: TrainingTask): void {
  const { model } = turn.state
  if (model === null) return
  const { round, scaling, seed } = task
  turn.set({ task: { ...task, kind: "training" } })
  turn.do({ kind: "train", round, weights: model.weights, scaling, seed })
}

/**
 * Local training is done. What comes after its round stays here, and so do numbers that ran away: the relay learns
 * only that they did, and how slow this machine is.
 */
export function trained(turn: Turn, { round, weights, loss, accuracy, trainingMs }: Done<"trained">): void {
  const { task, agreed } = turn.state
  if (agreed === null) return
  if (task.kind !== "training" || task.round !== round) {
    turn.send({ kind: "failed", round, code: "E_LATE" })
    return
  }
  if (!Number.isFinite(loss) || firstNonFinite(weights) >= 0) {
    giveUp(turn, round, "E_NOT_FINITE")
    return
  }
  const own: OwnRound = {
    round,
    trainLoss: loss,
    trainAccuracy: accuracy,
    validationLoss: null,
    validationAccuracy: null,
    trainingMs,
  }
  turn.show({ own: [...turn.state.view.own, own] })
  const update = {
    kind: "update",
    round,
    examples: agreed.trainingRows,
    trainLoss: loss,
    trainAccuracy: accuracy,
    trainingMs,
  } as const
  turn.set({ task: { ...task, kind: "trained", update, weights, sending: false, tries: 0 } })
  sendUpdate(turn)
}

/** Off with the update, if the line stands and it is not on its way already. */
function sendUpdate(turn: Turn): void {
  const { task, admitted } = turn.state
  if (task.kind !== "trained" || task.sending || !admitted) return
  turn.set({ task: { ...task, sending: true, tries: task.tries + 1 } })
  // Small models are gone before a roster could show it.
  if (task.weights.byteLength > LIMITS.chunkBytes) turn.send({ kind: "activity", activity: "uploading" })
  turn.send(task.update, floatsToBytes(task.weights))
}

/** The relay's door has the update: it is the relay's turn now. */
export function delivered(turn: Turn, { message }: Done<"delivered">): void {
  const { task } = turn.state
  if (message.kind !== "update" || task.kind !== "trained" || task.round !== message.round) return
  turn.set({ task: { ...task, sending: false } })
}

/**
 * The relay's door does not have it. An update whose transfer went wrong on a line that stands is tried again; on a
 * line that broke, the relay asks for it when it is back. Anything else is said anew on the next line, or was refused.
 */
export function undelivered(turn: Turn, { message, code }: Done<"undelivered">): void {
  const { task, admitted } = turn.state
  if (message.kind !== "update") {
    if (code) refused(turn, { kind: "refused", code, of: message.kind })
    return
  }
  if (task.kind !== "trained" || task.round !== message.round) return
  turn.set({ task: { ...task, sending: false } })
  if (!admitted || code === null) return
  if (task.tries < TRIES) sendUpdate(turn)
  else giveUp(turn, task.round, code)
}

/** Asked to measure the new model. An owner without validation rows says so without work. */
export function modelAveraged(
  turn: Turn,
  message: Message<"model-averaged">,
  payload: Uint8Array | undefined,
): void {
  const { round, modelHash } = message
  const code = takeModel(turn, modelHash, payload)
  if (code) {
    giveUp(turn, round, code)
    return
  }
  const { task, agreed, model, scaling } = turn.state
  turn.show({ wait: null })
  if (task.kind === "evaluated" && task.round === round) turn.send(task.evaluation)
  else if (agreed?.validationRows === 0) sendEvaluation(turn, { round, examples: 0, loss: 0, accuracy: null })
  else if (model && scaling && !(task.kind === "evaluating" && task.round === round)) {
    turn.set({ task: { kind: "evaluating", round } })
    turn.do({ kind: "evaluate", round, weights: model.weights, scaling })
  }
}

/** The new model has been measured here. */
export function evaluated(turn: Turn, { round, examples, loss, accuracy }: Done<"evaluated">): void {
  const { task, view } = turn.state
  if (task.kind !== "evaluating" || task.round !== round) return
  if (!Number.isFinite(loss)) {
    giveUp(turn, round, "E_NOT_FINITE")
    return
  }
  const own = view.own.map((one) =>
    one.round === round ? { ...one, validationLoss: loss, validationAccuracy: accuracy } : one,
  )
  turn.show({ own })
  sendEvaluation(turn, { round, examples, loss, accuracy })
}

/** This machine could not do it: of the round that is open, the relay should know. */
export function failed(turn: Turn, { round, code }: Done<"failed">): void {
  const { task } = turn.state
  if ((task.kind === "training" || task.kind === "evaluating") && task.round === round)
    giveUp(turn, round, code)
}

/** The round has its end: nothing of it is to be done any more. */
export function roundClosed(turn: Turn, { metrics }: Message<"round-closed">): void {
  forget(turn, metrics.round)
  turn.show({ rounds: [...turn.state.view.rounds, metrics] })
}

export function roundAbandoned(turn: Turn, message: Message<"round-abandoned">): void {
  const { round, reason, survivors, needed } = message
  forget(turn, round)
  turn.show({ abandoned: [...turn.state.view.abandoned, { round, reason, survivors, needed }] })
}

function forget(turn: Turn, round: number): void {
  const { task } = turn.state
  if (task.kind !== "none" && task.round <= round) turn.set({ task: NOTHING })
  turn.show({ round: null, cohort: null, wait: null })
}

function sendEvaluation(
  turn: Turn,
  measured: { round: number; examples: number; loss: number; accuracy: number | null },
): void {
  const evaluation = { kind: "evaluation", ...measured } as const
  turn.set({ task: { kind: "evaluated", evaluation, round: measured.round } })
  turn.send(evaluation)
}

function giveUp(turn: Turn, round: number, code: RefusalCode): void {
  turn.set({ task: NOTHING })
  turn.show({ refusal: { code, of: null } })
  turn.send({ kind: "failed", round, code })
}
