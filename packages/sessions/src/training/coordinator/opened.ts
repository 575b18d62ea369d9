import type { AbandonReason } from "@tutti/protocol"
import type { CoordinatorEvent } from "../events.ts"
import { openMeasurement, openStatistics } from "../secure/sums.ts"
import { endAggregation } from "./aggregating.ts"
import { abandonRound, commitRound, endStudy, pauseStudy, settleOwners } from "./ending.ts"
import { rollBack, takeMeasurement } from "./measuring.ts"
import { nextModel } from "./next-model.ts"
import { openOrGather } from "./opening.ts"
import { refuse } from "./refusing.ts"
import type { AddingPhase } from "./state.ts"
import type { Turn } from "./turn.ts"

type Opened = Extract<CoordinatorEvent, { kind: "aggregation-opened" }>
type Abandoned = Extract<CoordinatorEvent, { kind: "aggregation-abandoned" }>
type Phase<Kind extends AddingPhase["kind"]> = Extract<AddingPhase, { kind: Kind }>

/** A sum is open. Its transcript is written before any survivor hears of it, so that nobody's history is ahead. */
export function aggregationOpened(turn: Turn, opened: Opened): void {
  const { phase } = turn.state
  if (!("aggregation" in phase) || phase.aggregation.number !== opened.number) return
  switch (phase.kind) {
    case "adding-statistics":
      statisticsOpened(turn, phase, opened)
      break
    case "adding-updates":
      updatesOpened(turn, phase, opened)
      break
    case "adding-measurements":
      measurementsOpened(turn, phase, opened)
      break
  }
}

/** Over without a sum: nothing is released, and what hung on it is given up. */
export function aggregationAbandoned(turn: Turn, { number, reason, dealer }: Abandoned): void {
  const { phase } = turn.state
  if (!("aggregation" in phase) || phase.aggregation.number !== number) return
  if (dealer !== null) {
    // Until it enrols again: with the same dealer the next sum would fail the same way.
    turn.change([dealer], { agreement: null })
    turn.show([dealer], "excluded", "E_SA_MALFORMED")
    refuse(turn, dealer, "aggregation", "E_SA_MALFORMED", turn.study.opened?.round ?? null)
  }
  switch (phase.kind) {
    case "adding-statistics":
      giveUpStatistics(turn, phase, reason)
      break
    case "adding-updates":
      endAggregation(turn, reason)
      abandonRound(turn, reason)
      break
    case "adding-measurements":
      endAggregation(turn, reason)
      turn.log("aggregation-abandoned", { code: reason })
      settleOwners(turn, phase.aggregation.invited)
      endStudy(turn, "finished")
      break
  }
}

/**
 * The scaling is written first: if the relay dies before the transcript is, the sum counts all the same and is never
 * opened over other owners. Sums that no rows have are no scaling, and told to nobody.
 */
function statisticsOpened(turn: Turn, phase: Phase<"adding-statistics">, opened: Opened): void {
  const statistics = openStatistics(turn.study.spec, opened.survivors.length, opened.lanes)
  if (statistics === null) {
    giveUpStatistics(turn, phase, "diverged")
    return
  }
  turn.commit({ kind: "scaling-frozen", ...statistics })
  finish(turn, opened)
  settleOwners(turn, phase.aggregation.invited)
  turn.log("statistics-opened")
  openOrGather(turn, phase.then)
}

/** A person has to look: nothing else can be done before they are there. */
function giveUpStatistics(
  turn: Turn,
  { aggregation }: Phase<"adding-statistics">,
  reason: AbandonReason,
): void {
  endAggregation(turn, reason)
  turn.log("aggregation-abandoned", { code: reason })
  settleOwners(turn, aggregation.invited)
  pauseStudy(turn)
}

function updatesOpened(turn: Turn, { round, aggregation }: Phase<"adding-updates">, opened: Opened): void {
  const { survivors, lanes } = opened
  finish(turn, opened)
  const { speed } = turn.state
  const slowestMs = (aggregation.slowestVectorAtMs ?? turn.nowMs) - round.openedAtMs
  turn.set({ speed: { ...speed, trainingMs: Math.max(slowestMs, speed.lateMs), lateMs: 0 } })
  const model = nextModel(turn.study, survivors.length, lanes)
  if (model === null) {
    abandonRound(turn, "diverged")
    return
  }
  if (model.validation && takeMeasurement(turn, model.validation) === "ran-away") {
    rollBack(turn)
    abandonRound(turn, "diverged", "go-on")
    return
  }
  const { weights, modelHash, server, training } = model
  const bytesUp = survivors.reduce((sum, id) => sum + (aggregation.bytesUp.get(id) ?? 0), 0)
  const bytesUpPerOwner = bytesUp / survivors.length
  const { loss: trainLoss, accuracy: trainAccuracy } = training
  const candidate = { weights, modelHash, server, trainLoss, trainAccuracy, bytesUpPerOwner }
  commitRound(turn, round, candidate, survivors, null)
}

function measurementsOpened(turn: Turn, phase: Phase<"adding-measurements">, opened: Opened): void {
  const { spec, roster } = turn.study
  finish(turn, opened)
  const owners = roster?.identityKeys.length ?? 0
  takeMeasurement(turn, openMeasurement(spec, owners, opened.survivors.length, opened.lanes))
  settleOwners(turn, phase.aggregation.invited)
  endStudy(turn, "finished")
}

function finish(turn: Turn, { number, transcript }: Opened): void {
  turn.commit({ kind: "aggregation-finished", number, transcript })
  turn.effects.push({ kind: "tell-result", number })
}
