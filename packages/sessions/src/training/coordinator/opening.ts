import { combineStatistics } from "@tutti/data"
import type { ParticipantId } from "@tutti/protocol"
import { availableAmong, availableOwners, type ReadyOwner } from "./availability.ts"
import { awaited, type Collection, trainFrom } from "./collection.ts"
import { phaseMs } from "./deadlines.ts"
import { limitGrace } from "./grace.ts"
import { openParallel } from "./parallel.ts"
import { ownersNeeded, survivorsNeeded } from "./quorum.ts"
import { openScore } from "./score.ts"
import { openSecureRound, openStatisticsSum } from "./secure-opening.ts"
import { trainingSeed } from "./seeds.ts"
import { openJourney } from "./sequential.ts"
import type { AfterRound, DeclaredMember, OpenRound } from "./state.ts"
import type { Turn } from "./turn.ts"

/** The next round, or the wait for enough owners to open it. */
export function openOrGather(turn: Turn, then: AfterRound): void {
  const owners = availableOwners(turn.state)
  if (owners.length >= ownersNeeded(turn.study)) openNext(turn, owners, then)
  else gather(turn, then, turn.nowMs)
}

/**
 * A running study waits for owners, and pauses itself when they do not come.
 * @param settlesAtMs until then it also waits for owners that are known and on their way back.
 */
export function gather(turn: Turn, then: AfterRound, settlesAtMs: number): void {
  const { maxMs } = turn.plan.deadlines
  turn.enter({ kind: "gathering", then, settlesAtMs, givesUpAtMs: turn.nowMs + maxMs })
  turn.startTimer("quorum", maxMs)
  if (settlesAtMs > turn.nowMs) turn.startTimer("grace", settlesAtMs - turn.nowMs)
}

/** Opens the round that was waited for, if nothing is missing any more. @returns whether it did */
export function openWhenGathered(turn: Turn): boolean {
  const { phase, committed } = turn.state
  if (phase.kind !== "gathering") return false
  const owners = availableOwners(turn.state)
  const expected = committed.roster?.identityKeys.length ?? committed.known.size
  const settled = owners.length >= expected || turn.nowMs >= phase.settlesAtMs
  if (owners.length < ownersNeeded(committed) || !settled) return false
  openNext(turn, owners, phase.then)
  return true
}

function openNext(turn: Turn, owners: readonly ReadyOwner[], then: AfterRound): void {
  const { spec, totals } = turn.study
  if (spec.mode === "trusted") openRound(turn, owners, then)
  else if (totals === null) openStatisticsSum(turn, owners, then)
  else openSecureRound(turn, owners, then)
}

function openRound(turn: Turn, owners: readonly ReadyOwner[], then: AfterRound): void {
  const declared = owners.flatMap(({ participant, agreement }) =>
    agreement.kind === "declared" ? [{ participant, ...agreement }] : [],
  )
  if (turn.study.scaling === null)
    turn.commit({
      kind: "scaling-frozen",
      scaling: combineStatistics(declared.map(({ statistics }) => statistics)),
      totals: null,
    })
  const number = turn.study.lastRound + 1
  const participants = owners.map(({ participant }) => participant)
  turn.commit({ kind: "round-opened", round: number, cohort: participants })
  turn.log("round-opened", { round: number })
  const { seed } = turn.plan
  const cohort = declared.map(
    ({ participant, trainingRows, validationRows }, place): DeclaredMember => ({
      participant,
      seed: trainingSeed(seed, turn.study.committedRounds, place),
      trainingRows,
      validationRows,
    }),
  )
  const round: OpenRound<DeclaredMember> = {
    number,
    cohort,
    needed: survivorsNeeded(turn.study, cohort.length),
    openedAtMs: turn.nowMs,
    then,
    score: openScore(participants, turn.plan.scheme === "parallel" ? "train" : "wait", turn.nowMs),
  }
  turn.show(participants, "waiting")
  turn.change(participants, { refusals: 0 })
  openTraining(turn, round, newCollection(turn, cohort))
}

function newCollection(turn: Turn, cohort: readonly DeclaredMember[]): Collection {
  switch (turn.plan.scheme) {
    case "parallel":
      return openParallel(turn.study, cohort)
    case "sequential":
      return openJourney(turn.study, cohort)
  }
}

/** The training phase begins, or the next owner's turn in it: whoever is awaited is asked, and the time runs. */
export function openTraining(turn: Turn, round: OpenRound<DeclaredMember>, collection: Collection): void {
  const lastsMs = phaseMs(turn.plan.deadlines, turn.state.speed.trainingMs)
  const limit = { openedAtMs: turn.nowMs, deadlineAtMs: turn.nowMs + lastsMs, graceEndsAtMs: null }
  turn.enter({ kind: "training", round, collection, limit })
  turn.startTimer("phase", lastsMs)
  askToTrain(turn, awaited(round, collection))
  limitGrace(turn)
}

/** Asks owners to train, or asks again one that has come back: the model goes along unless its machine holds it. */
export function askToTrain(turn: Turn, participants: readonly ParticipantId[]): void {
  const { phase } = turn.state
  if (phase.kind !== "training" || turn.study.scaling === null) return
  const { weights, modelHash } = trainFrom(turn.study, phase.collection)
  const asked = new Set(participants)
  for (const { participant, seed } of phase.round.cohort) {
    if (!asked.has(participant)) continue
    turn.send(
      [participant],
      {
        kind: "round-opened",
        round: phase.round.number,
        cohort: phase.round.cohort.length,
        modelHash,
        scaling: [...turn.study.scaling],
        seed,
        remainingMs: phase.limit.deadlineAtMs - turn.nowMs,
      },
      turn.owner(participant)?.holds === modelHash ? undefined : weights,
    )
  }
  turn.change(participants, { holds: modelHash })
  turn.show(availableAmong(turn.state, participants), "training")
  turn.note(participants, { phase: "train", fromMs: turn.nowMs })
}
