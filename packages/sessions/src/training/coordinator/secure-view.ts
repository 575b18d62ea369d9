import type { AggregationView, SecureView } from "@tutti/protocol"
import { completeThreshold, corruptOwners } from "@tutti/secure-aggregation"
import { aggregationPolicy, policyProblem } from "../secure/policy.ts"
import { enrolledCount } from "./freezing.ts"
import { progressIn } from "./open-aggregation.ts"
import type { Coordinator, Phase } from "./state.ts"

/** What a screen shows of a secure study's roster and masks; a trusted study has no such field. */
export function secureView(state: Coordinator): { secure?: SecureView } {
  const { spec, roster } = state.committed
  if (spec.secure === undefined) return {}
  const owners = roster?.identityKeys.length ?? enrolledCount(state)
  const rules = aggregationPolicy(spec.secure, owners)
  const tooFew = policyProblem(spec.secure, owners) === "E_TOO_FEW_OWNERS"
  return {
    secure: {
      roster,
      owners,
      colludersTolerated: corruptOwners(rules),
      threshold: tooFew ? null : completeThreshold(rules, owners),
      aggregation: aggregationView(state.phase),
    },
  }
}

function aggregationView(phase: Phase): AggregationView | null {
  if (!("aggregation" in phase)) return null
  const { aggregation } = phase
  const purposes = {
    "adding-statistics": "statistics",
    "adding-updates": "training",
    "adding-measurements": "measurement",
  } as const
  return {
    number: aggregation.number,
    purpose: purposes[phase.kind],
    phase: aggregation.phase,
    ...progressIn(aggregation),
    dropped: aggregation.invited.length - aggregation.members.size,
  }
}
