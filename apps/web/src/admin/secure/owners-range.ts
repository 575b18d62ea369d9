import { LIMITS, type SecurePolicy } from "@tutti/protocol"
import { policyProblem } from "@tutti/sessions/training"

/** With two owners, each learns the other's numbers from the sum. */
const SMALLEST_ROSTER = 3

/** How many owners may be frozen under signed rules: fewer cannot keep them, for more they are too weak. */
export function ownersRange(policy: SecurePolicy): { least: number; most: number } {
  const least = Math.max(policy.minimumCohort, SMALLEST_ROSTER)
  let most = least
  while (most < LIMITS.owners && policyProblem(policy, most + 1) === null) most += 1
  return { least, most }
}
