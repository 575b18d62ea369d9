import { LIMITS, type RelayInfo, type SecurePolicy, type StudySpec } from "@tutti/protocol"
import type { StudyKey } from "@tutti/sdk/admin"
import { secureStudy } from "@tutti/sdk/templates"
import {
  type AggregationPolicy,
  SMALLEST_PROTECTIVE_COHORT,
  smallestMinimumCohort,
  smallestSurvivors,
} from "@tutti/secure-aggregation"
import { aggregationPolicy, policyProblem } from "@tutti/sessions/training"
import { ownersRange } from "../secure/owners-range.ts"
import type { Draft, DraftProblem } from "./draft.ts"
import { draftProblems } from "./draft.ts"

/*
 * Who will see what, as the admin has chosen it so far. It becomes a study's signed policy when the keys are known;
 * what the admin did not set follows from how many owners are expected.
 */

export type RulesDraft = {
  mode: StudySpec["mode"]
  /** N, about. */
  owners: number
  set: Partial<
    Pick<
      SecurePolicy,
      "minimumCohort" | "dropoutPerTenThousand" | "corruptPerTenThousand" | "clipNorm" | "maxContributions"
    >
  >
}

/** What a secure study is made with: a key that is in this browser only, and what the relay says of itself. */
export type Makings = { key: StudyKey; relay: RelayInfo }

/** Twelve owners: ten in every sum, and one or two may be late. */
export const FIRST_RULES: RulesDraft = { mode: "secure", owners: 12, set: {} }

/** The secure mode is the rule; a relay that does not offer it, or has not answered, leaves the exception. */
export function modeOf({ mode }: RulesDraft, makings: Makings | null): StudySpec["mode"] {
  return makings?.relay.modes.includes("secure") ? mode : "trusted"
}

/** The study as it would be made now. Its plan stays what the admin wrote, also where sums cannot follow it. */
export function studyOf(draft: Draft, rules: RulesDraft, makings: Makings | null): StudySpec {
  if (makings === null || modeOf(rules, makings) === "trusted") return draft
  const terms = {
    owners: rules.owners,
    studyKey: makings.key.publicKey,
    relayKey: makings.relay.relayKey,
    ...rules.set,
  }
  return { ...secureStudy(draft, terms), training: draft.training }
}

/** Whether sums can follow the plan: the relay never sees what it would have to sort, trim or pass on. */
export function knowsSumsOnly({ training: { scheme, aggregation } }: Draft): boolean {
  return scheme === "parallel" && aggregation.kind === "mean"
}

export function withSumsOnly(draft: Draft): Draft {
  return { ...draft, training: { ...draft.training, scheme: "parallel", aggregation: { kind: "mean" } } }
}

/** What keeps the study from being made: the schema's problems, and rules that its owners could not keep. */
export function studyIssues(study: StudySpec, rules: RulesDraft): DraftProblem[] {
  const problems = draftProblems(study)
  const { secure } = study
  if (secure === undefined || problems.length > 0) return problems
  const path = ["secure", "minimumCohort"]
  if (!Number.isInteger(rules.owners) || rules.owners < 1)
    return [{ path: ["owners"], issue: { kind: "not-whole" } }]
  switch (policyProblem(secure, rules.owners)) {
    case null:
      return []
    case "E_TOO_FEW_OWNERS":
      return [
        {
          path: ["owners"],
          issue: { kind: "too-small", least: ownersRange(secure).least, exclusive: false },
        },
      ]
    case "E_POLICY": {
      const isDemonstration = secure.minimumCohort < SMALLEST_PROTECTIVE_COHORT
      const least = smallestMinimumCohort(aggregationPolicy(secure, rules.owners), isDemonstration)
      return [{ path, issue: { kind: "too-small", least, exclusive: false } }]
    }
  }
}

/** The fewest expected owners for whom the default rules protect, with as many drop-outs as are allowed. */
export function leastProtectedOwners(policy: Omit<AggregationPolicy, "rosterSize">): number {
  let owners = SMALLEST_PROTECTIVE_COHORT
  while (
    owners < LIMITS.owners &&
    smallestSurvivors({ ...policy, rosterSize: owners, minimumCohort: 0 }, owners) <
      smallestMinimumCohort({ ...policy, rosterSize: owners }, false)
  )
    owners += 1
  return owners
}
