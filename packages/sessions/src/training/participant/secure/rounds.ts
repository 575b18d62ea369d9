import { firstNonFinite } from "@tutti/learning"
import type { ModelHash, RefusalCode, RelayMessage } from "@tutti/protocol"
import type { ParticipantEvent } from "../events.ts"
import { takeModel } from "../model.ts"
import type { GuardedTurn } from "../turn.ts"
import type { OwnRound } from "../view.ts"
import { NO_WORK, type SecureWork, secureOf, setSecure } from "./state.ts"
import { concludeSum, contribute, leaveSum } from "./sums.ts"

type Message<Kind extends RelayMessage["kind"]> = Extract<RelayMessage, { kind: Kind }>
type Done<Kind extends ParticipantEvent["kind"]> = Extract<ParticipantEvent, { kind: Kind }>

/**
 * Asked to train, while the masks are agreed beside it. The received model is measured first: from the second round on
 * it is the last round's, and its measurement rides with this round's update.
 */
export function roundOpened(
  turn: GuardedTurn,
  message: Message<"round-opened">,
  payload: Uint8Array | undefined,
): void {
  const { round, cohort, modelHash, scaling, totals, seed } = message
  const code = takeModel(turn, modelHash, payload) ?? (totals === undefined ? "E_MALFORMED" : null)
  turn.set({ scaling })
  turn.show({ round, cohort, wait: null })
  const { model, agreed, paused } = turn.state
  if (code || model === null || totals === undefined) {
    giveUp(turn, round, code ?? "E_TRANSFER")
    return
  }
  setSecure(turn, { totals })
  const { work, pinned } = secureOf(turn)
  if (isOf(work, round, modelHash) || agreed === null || paused || pinned === null) return
  const received = { round, modelHash, scaling, totals, validation: null, seed, weights: model.weights }
  if (agreed.validationRows > 0) {
    setSecure(turn, { work: { kind: "training", stage: "evaluating", ...received } })
    turn.do({ kind: "evaluate", round, weights: model.weights, scaling })
  } else train(turn, { kind: "training", stage: "training", ...received })
}

/** Asked to measure a model that no further round starts from. */
export function modelAveraged(
  turn: GuardedTurn,
  message: Message<"model-averaged">,
  payload: Uint8Array | undefined,
): void {
  const { round, modelHash } = message
  const code = takeModel(turn, modelHash, payload)
  const { model, agreed, paused, scaling } = turn.state
  const { totals, work, pinned } = secureOf(turn)
  turn.show({ wait: null })
  if (code || model === null) {
    giveUp(turn, round, code ?? "E_TRANSFER")
    return
  }
  if (isOf(work, round, modelHash) || agreed === null || paused || pinned === null) return
  if (totals === null || scaling === null) {
    // This page has been loaded since the last round: it cannot know what its rows are measured against.
    giveUp(turn, round, "E_NOT_IN_COHORT")
    return
  }
  const measuring = { round, modelHash, scaling, totals, validation: null }
  if (agreed.validationRows > 0) {
    setSecure(turn, { work: { kind: "measuring", ...measuring } })
    turn.do({ kind: "evaluate", round, weights: model.weights, scaling })
  } else
    setSecure(turn, {
      work: {
        kind: "measured",
        ...measuring,
        contribution: { purpose: "measurement", totals, validation: null },
      },
    })
}

/** The received model has been measured here. What is no number counts as the highest loss, and nobody is told. */
export function evaluated(turn: GuardedTurn, { round, loss, accuracy }: Done<"evaluated">): void {
  const { work } = secureOf(turn)
  if (!isUnderWay(work, round) || (work.kind === "training" && work.stage !== "evaluating")) return
  const validation = { loss, accuracy }
  if (Number.isFinite(loss)) noteValidation(turn, work, validation)
  else turn.show({ refusal: { code: "E_NOT_FINITE", of: null } })
  if (work.kind === "training") {
    train(turn, { ...work, stage: "training", validation })
    return
  }
  const { totals } = work
  setSecure(turn, {
    work: {
      ...work,
      kind: "measured",
      validation,
      contribution: { purpose: "measurement", totals, validation },
    },
  })
  contribute(turn)
}

/**
 * Local training is done. What comes after its round stays here, and so do numbers that ran away: their owner adds no
 * change and the highest loss, and does not say so. A relay that hears of single owners what its models do to their rows
 * can make models that ask for one row after the other.
 */
export function trained(turn: GuardedTurn, done: Done<"trained">): void {
  const { round, loss, accuracy, trainingMs } = done
  const { work } = secureOf(turn)
  if (work.kind !== "training" || work.round !== round) {
    // The relay should know how slow this machine is.
    if (!turn.state.paused) turn.send({ kind: "failed", round, code: "E_LATE" })
    return
  }
  const ranAway = !Number.isFinite(loss) || firstNonFinite(done.weights) >= 0
  if (ranAway) turn.show({ refusal: { code: "E_NOT_FINITE", of: null } })
  else {
    const own: OwnRound = {
      round,
      trainLoss: loss,
      trainAccuracy: accuracy,
      validationLoss: null,
      validationAccuracy: null,
      trainingMs,
    }
    turn.show({ own: [...turn.state.view.own, own] })
  }
  const { totals, validation, weights, modelHash, scaling } = work
  const contribution = {
    purpose: "training",
    totals,
    received: weights,
    trained: ranAway ? weights : done.weights,
    training: ranAway ? { loss: Number.POSITIVE_INFINITY, accuracy: 0 } : { loss, accuracy },
    validation,
  } as const
  setSecure(turn, { work: { kind: "trained", round, modelHash, scaling, totals, validation, contribution } })
  contribute(turn)
}

/** This machine could not do it: of the round that is open, the relay should know. */
export function failed(turn: GuardedTurn, { round, code }: Done<"failed">): void {
  if (isUnderWay(secureOf(turn).work, round)) giveUp(turn, round, code)
}

export function roundClosed(turn: GuardedTurn, { metrics }: Message<"round-closed">): void {
  forget(turn, metrics.round)
  concludeSum(turn)
  turn.show({ rounds: [...turn.state.view.rounds, metrics] })
}

export function roundAbandoned(turn: GuardedTurn, message: Message<"round-abandoned">): void {
  const { round, reason, survivors, needed } = message
  forget(turn, round)
  leaveSum(turn)
  turn.show({ abandoned: [...turn.state.view.abandoned, { round, reason, survivors, needed }] })
}

/** The measurement of a closed round's model, which came with a later sum. */
export function roundMeasured(turn: GuardedTurn, message: Message<"round-measured">): void {
  const { round, validationLoss, validationAccuracy } = message
  const rounds = turn.state.view.rounds.map((metrics) =>
    metrics.round === round ? { ...metrics, validationLoss, validationAccuracy } : metrics,
  )
  turn.show({ rounds })
}

/** The round goes on without this owner, and the relay learns why in one word. */
function giveUp(turn: GuardedTurn, round: number, code: RefusalCode): void {
  leaveSum(turn)
  setSecure(turn, { work: NO_WORK })
  turn.show({ refusal: { code, of: null } })
  turn.send({ kind: "failed", round, code })
}

type Training = Extract<SecureWork, { kind: "training" }>

function train(turn: GuardedTurn, work: Training): void {
  const { round, weights, scaling, seed } = work
  setSecure(turn, { work })
  turn.do({ kind: "train", round, weights, scaling, seed })
}

/** Whether this is the work already, or it was done: what is told twice begins nothing anew. */
function isOf(work: SecureWork, round: number, modelHash: ModelHash): boolean {
  return work.kind !== "none" && work.round === round && work.modelHash === modelHash
}

function isUnderWay(
  work: SecureWork,
  round: number,
): work is Extract<SecureWork, { kind: "training" | "measuring" }> {
  return (work.kind === "training" || work.kind === "measuring") && work.round === round
}

/** The measurement belongs to the round that made the model, if this owner was in it; the initial model has none. */
function noteValidation(
  turn: GuardedTurn,
  { kind, round, modelHash }: Extract<SecureWork, { kind: "training" | "measuring" }>,
  { loss, accuracy }: { loss: number; accuracy: number | null },
): void {
  const { own, rounds } = turn.state.view
  const made =
    kind === "measuring" ? round : rounds.findLast((metrics) => metrics.modelHash === modelHash)?.round
  turn.show({
    own: own.map((one) =>
      one.round === made ? { ...one, validationLoss: loss, validationAccuracy: accuracy } : one,
    ),
  })
}

function forget(turn: GuardedTurn, round: number): void {
  const { work } = secureOf(turn)
  if (work.kind !== "none" && work.round <= round) setSecure(turn, { work: NO_WORK })
  turn.show({ round: null, cohort: null, wait: null })
}
