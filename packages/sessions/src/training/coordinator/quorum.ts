import { completeThreshold, smallestSurvivors } from "@tutti/secure-aggregation"
import type { CommittedStudy } from "../committed.ts"
import { aggregationPolicy } from "../secure/policy.ts"
import { updatesNeeded } from "./deadlines.ts"

/** Owners without whom no round opens. */
export function ownersNeeded({ spec }: CommittedStudy): number {
  return Math.max(spec.training.quorum.minOwners, spec.secure?.minimumCohort ?? 0)
}

/** Owners of a cohort of this size whose updates must arrive: by the plan, or by the signed policy. */
export function survivorsNeeded({ spec, roster }: CommittedStudy, cohort: number): number {
  if (spec.secure === undefined || roster === null) return updatesNeeded(spec.training, cohort)
  const rules = aggregationPolicy(spec.secure, roster.identityKeys.length)
  return Math.max(smallestSurvivors(rules, cohort), completeThreshold(rules, cohort))
}
