/*
 * What the admin's study key signs, and what every owner recomputes for itself: the relay's values may only be
 * stricter. Fractions are counted in ten-thousandths, so that both sides compute with integers.
 */

export type AggregationPolicy = {
  /** N: owners in the study's frozen roster. */
  readonly rosterSize: number
  /** δ: share of the frozen roster that may collude with the relay, in ten-thousandths. */
  readonly corruptPerTenThousand: number
  /** γ: share of a round's roster that may drop out, in ten-thousandths. */
  readonly dropoutPerTenThousand: number
  /** m: no sum of fewer owners is ever opened. */
  readonly minimumCohort: number
  /** Masked vectors that one owner sends for one data set, opened or not. */
  readonly maxContributions: number
}

/** Below this the screens say "demonstration, not protection". @see docs/protocol.md [SA13] */
export const SMALLEST_PROTECTIVE_COHORT = 10

/** c_abs: the corrupt owners that every round must withstand, all of whom the relay may put into one round. */
export function corruptOwners({ rosterSize, corruptPerTenThousand }: AggregationPolicy): number {
  return Math.max(1, Math.floor((rosterSize * corruptPerTenThousand) / 10_000))
}

/** The smallest minimum cohort that a policy may sign: max(10, ⌈N/3⌉, c + 3), and for a demonstration c + 2. */
export function smallestMinimumCohort(policy: AggregationPolicy, demonstration: boolean): number {
  const c = corruptOwners(policy)
  if (demonstration) return Math.min(policy.rosterSize, c + 2)
  return Math.max(SMALLEST_PROTECTIVE_COHORT, Math.ceil(policy.rosterSize / 3), c + 3)
}

/** ⌈(1 − γ)·n⌉: survivors without which the owners refuse to open. */
export function smallestSurvivors(
  { dropoutPerTenThousand, minimumCohort }: AggregationPolicy,
  size: number,
): number {
  const byDropout = Math.ceil((size * (10_000 - dropoutPerTenThousand)) / 10_000)
  return Math.max(minimumCohort, byDropout)
}
