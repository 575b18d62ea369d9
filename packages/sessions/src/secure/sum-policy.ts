import type { RegressionPolicy } from "@tutti/protocol"
import {
  type AggregationPolicy,
  corruptOwners,
  SMALLEST_PROTECTIVE_COHORT,
  smallestMinimumCohort,
} from "@tutti/secure-aggregation"

/** What the sums of any secure study follow: a training's policy or a regression's. */
type SumPolicy = RegressionPolicy

/** With two owners, each learns the other's numbers from the sum. */
const SMALLEST_ROSTER = 3

/** The signed rules for a frozen roster of so many owners. */
export function aggregationPolicy(policy: SumPolicy, owners: number): AggregationPolicy {
  const { corruptPerTenThousand, dropoutPerTenThousand, minimumCohort, maxContributions } = policy
  return { rosterSize: owners, corruptPerTenThousand, dropoutPerTenThousand, minimumCohort, maxContributions }
}

/**
 * Why so many owners cannot keep these rules, or null: fewer than any sum may have, or a minimum cohort below what
 * withstands the corrupt owners. Below ten it must be a demonstration's, from ten on a protective one.
 */
export function policyProblem(policy: SumPolicy, owners: number): "E_TOO_FEW_OWNERS" | "E_POLICY" | null {
  if (owners < SMALLEST_ROSTER || owners < policy.minimumCohort) return "E_TOO_FEW_OWNERS"
  const rules = aggregationPolicy(policy, owners)
  const isDemonstration = policy.minimumCohort < SMALLEST_PROTECTIVE_COHORT
  const least = smallestMinimumCohort(rules, isDemonstration)
  return policy.minimumCohort < least || corruptOwners(rules) >= owners ? "E_POLICY" : null
}
