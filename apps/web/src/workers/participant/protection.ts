import type { SecurePolicy, StudySpec } from "@tutti/protocol"
import { corruptOwners, SMALLEST_PROTECTIVE_COHORT } from "@tutti/secure-aggregation"
import { aggregationPolicy } from "@tutti/sessions/training"

/** What a secure study's signed rules protect an owner from, in the numbers that screens say. */
export type Protection = {
  /** N of the frozen roster; before the freeze the fewest that it may hold. */
  owners: number
  isFrozen: boolean
  /** m: no sum of fewer owners is ever opened. */
  fewest: number
  /** c: so many owners may work together with the relay, and it learns nothing but the sum. */
  colluders: number
  /** A sum of fewer than ten hides too little: the screens say so. */
  isDemonstration: boolean
}

/** @param frozen owners of the frozen roster, null before the freeze: then the rules are told for the fewest. */
export function protectionOf(policy: SecurePolicy, frozen: number | null): Protection {
  const owners = frozen ?? policy.minimumCohort
  return {
    owners,
    isFrozen: frozen !== null,
    fewest: policy.minimumCohort,
    colluders: corruptOwners(aggregationPolicy(policy, owners)),
    isDemonstration: policy.minimumCohort < SMALLEST_PROTECTIVE_COHORT,
  }
}

/** Null in the trusted mode, which protects from nobody who runs the relay. */
export function protectionOfStudy({ secure }: StudySpec, frozen: number | null = null): Protection | null {
  return secure === undefined ? null : protectionOf(secure, frozen)
}
