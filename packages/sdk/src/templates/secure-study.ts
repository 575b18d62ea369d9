import type { SecurePolicy, StudySpec } from "@tutti/protocol"
import {
  type AggregationPolicy,
  completeThreshold,
  smallestMinimumCohort,
  smallestSurvivors,
} from "@tutti/secure-aggregation"

/** What a secure study is made for: the two keys that it names, and how many owners are expected. */
export type SecureTerms = Pick<SecurePolicy, "studyKey" | "relayKey"> & {
  /** N: owners that the roster will hold, about. */
  owners: number
} & Partial<SecurePolicy>

/** One owner in twenty may work with the relay. */
const CORRUPT_PER_TEN_THOUSAND = 500
/** One owner in ten may drop out of a round. */
const DROPOUT_PER_TEN_THOUSAND = 1_000
/** One owner's rows count for at most eight average owners': what a single owner can move, and what a lane must hold. */
const WEIGHT_CAP = 8
/** Longest update of one owner; a step of the default plan is about a tenth of it. */
const CLIP_NORM = 4
/** A loss in nats above this says no more than that the model is wrong; squared errors have a longer tail. */
const LOSS_BOUND = { "softmax-cross-entropy": 16, "mean-squared-error": 256 } as const

/**
 * The same study in the secure mode: the relay sees masked vectors and their sum. Sums need parallel training and the
 * plain mean; whatever else the plan says stays.
 */
export function secureStudy(spec: StudySpec, { owners, ...terms }: SecureTerms): StudySpec {
  const corruptPerTenThousand = terms.corruptPerTenThousand ?? CORRUPT_PER_TEN_THOUSAND
  const dropoutPerTenThousand = terms.dropoutPerTenThousand ?? DROPOUT_PER_TEN_THOUSAND
  const rules = { rosterSize: owners, corruptPerTenThousand, dropoutPerTenThousand }
  return {
    ...spec,
    mode: "secure",
    training: { ...spec.training, scheme: "parallel", aggregation: { kind: "mean" } },
    secure: {
      corruptPerTenThousand,
      dropoutPerTenThousand,
      minimumCohort: minimumCohort(rules),
      maxContributions: contributions(spec.training.rounds),
      clipNorm: CLIP_NORM,
      lossBound: LOSS_BOUND[spec.model.loss],
      weightCap: WEIGHT_CAP,
      ...terms,
    },
  }
}

/**
 * The smallest protective cohort where so many owners still reach it when as many drop out as may. Where they do not,
 * the study is a demonstration, and says so: then as many as open a seed on the complete graph, which must be there anyway.
 */
function minimumCohort(rules: Omit<AggregationPolicy, "minimumCohort" | "maxContributions">): number {
  const policy = { ...rules, minimumCohort: 0, maxContributions: 0 }
  const protective = smallestMinimumCohort(policy, false)
  if (smallestSurvivors(policy, rules.rosterSize) >= protective) return protective
  const threshold = completeThreshold(policy, rules.rosterSize)
  return Math.max(smallestMinimumCohort(policy, true), Math.min(threshold, protective - 1))
}

/** The statistics, every round, the last measurement; and half as many rounds again that come to nothing. */
function contributions(rounds: number): number {
  return 2 + rounds + Math.max(8, Math.ceil(rounds / 2))
}
