import type { Deadlines, TrainingPlan } from "@tutti/protocol"
import type { DeadlinesMs } from "./open-aggregation.ts"

/** How long a phase waits for owners that have lost their connection when it waits for nobody else. */
export const RECONNECT_GRACE_MS = 5_000

/** What an owner gets at least for the steps of an aggregation that take it no work to speak of. */
const STEP_MS = 30_000

/** How many times as long as the slowest owner seen a phase stays open. */
const PATIENCE = 3

/**
 * How long a phase stays open.
 * @param slowestMs the slowest answer of the last round; null before anybody was seen.
 */
export function phaseMs({ firstMs, minMs, maxMs }: Deadlines, slowestMs: number | null): number {
  if (slowestMs === null) return firstMs
  return Math.min(maxMs, Math.max(minMs, PATIENCE * slowestMs))
}

/** The deadlines of an aggregation's five phases. @param maskingMs for the one that waits for the owners' work */
export function aggregationDeadlines({ minMs, maxMs }: Deadlines, maskingMs: number): DeadlinesMs {
  const stepMs = Math.min(maxMs, Math.max(minMs, STEP_MS))
  return [stepMs, stepMs, maskingMs, stepMs, stepMs]
}

/** Updates that a round needs: the share of its cohort, and never fewer than the study's minimum. */
export function updatesNeeded({ quorum }: TrainingPlan, cohort: number): number {
  // 0.55 · 100 is 55.000000000000007 in binary: without the margin it would ask for 56.
  return Math.max(quorum.minOwners, Math.ceil(quorum.fraction * cohort - 1e-9))
}

/** The slowest of the answers of a phase; null when there was none. */
export function slowest(answers: readonly { readonly afterMs: number }[]): number | null {
  return answers.reduce<number | null>((most, { afterMs }) => Math.max(most ?? 0, afterMs), null)
}
