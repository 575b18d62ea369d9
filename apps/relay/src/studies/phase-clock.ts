import type { AggregationPurpose } from "@tutti/protocol"
import type { Coordinator } from "@tutti/sessions/training"
import type { Counter, Histogram } from "prom-client"

/** @property name as the metrics call it; null for a phase that is no work of a round. */
type Timed = { name: string | null; of: number; sinceMs: number }
type Running = { number: number; purpose: AggregationPurpose }

/** Where measurements go. */
type Meters = { phases: Histogram<"phase">; aggregations: Counter<"purpose" | "outcome"> }

/**
 * Measures how long each phase of a study's rounds and sums takes, and counts how sums end, by looking at the
 * coordinator after each change.
 */
export class PhaseClock {
  #current: Timed | undefined
  #running: Running | undefined

  constructor(private readonly meters: Meters) {}

  look(coordinator: Coordinator, nowMs: number): void {
    this.#time(phaseOf(coordinator), nowMs)
    this.#count(coordinator)
  }

  #time(phase: Omit<Timed, "sinceMs">, nowMs: number): void {
    const before = this.#current
    if (before?.name === phase.name && before.of === phase.of) return
    this.#current = { ...phase, sinceMs: nowMs }
    if (before !== undefined && before.name !== null)
      this.meters.phases.observe({ phase: before.name }, (nowMs - before.sinceMs) / 1_000)
  }

  #count({ phase, committed }: Coordinator): void {
    const running =
      "aggregation" in phase ? { number: phase.aggregation.number, purpose: PURPOSE[phase.kind] } : undefined
    const ended = this.#running
    this.#running = running
    if (ended === undefined || ended.number === running?.number) return
    const outcome = (committed.finishedAggregation?.number ?? 0) >= ended.number ? "opened" : "abandoned"
    this.meters.aggregations.inc({ purpose: ended.purpose, outcome })
  }
}

const PURPOSE = {
  "adding-statistics": "statistics",
  "adding-updates": "training",
  "adding-measurements": "measurement",
} as const

function phaseOf({ phase }: Coordinator): Omit<Timed, "sinceMs"> {
  if ("aggregation" in phase) return { name: phase.aggregation.phase, of: phase.aggregation.number }
  const isMeasured = phase.kind === "training" || phase.kind === "evaluating"
  return isMeasured ? { name: phase.kind, of: phase.round.number } : { name: null, of: 0 }
}
