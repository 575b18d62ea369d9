import { RegressionSpec } from "@tutti/protocol"

/** What an admin decides; the rest has defaults that suit a study of a few owners. */
export type RegressionTerms = Pick<RegressionSpec, "design" | "dataset" | "opening" | "resultKey"> &
  Partial<
    Pick<
      RegressionSpec,
      | "title"
      | "organiser"
      | "purpose"
      | "dealerKey"
      | "ownersSeeResult"
      | "acceptsDetermined"
      | "mostRuns"
      | "deadlineMs"
    >
  > & {
    readonly studyKey: string
    readonly relayKey: string
    /** How many are to take part. */
    readonly owners: number
    /** Owners, of ten thousand, that may be gone before a sum is opened; none may where coefficients are. */
    readonly dropoutPerTenThousand?: number
  }

/** A sum of fewer tells one owner the other's numbers. */
const FEWEST = { aggregate: 3, coefficients: 2 } as const

/** A regression as its admin declares it, ready to be signed. @throws {ZodError} for terms that no study can have. */
export function regressionStudy({
  studyKey,
  relayKey,
  owners,
  dropoutPerTenThousand = 0,
  ...terms
}: RegressionTerms): RegressionSpec {
  const { design, opening } = terms
  return RegressionSpec.parse({
    kind: "regression",
    title: `Regression of ${design.target.name}`,
    organiser: "The organiser of this study",
    purpose: `What ${design.target.name} goes with, over the rows of all owners together.`,
    ownersSeeResult: true,
    acceptsDetermined: false,
    mostRuns: 3,
    deadlineMs: 60_000,
    retentionDays: 30,
    ...terms,
    secure: {
      studyKey,
      relayKey,
      corruptPerTenThousand: 0,
      dropoutPerTenThousand,
      minimumCohort: Math.max(FEWEST[opening], owners),
      maxContributions: 10,
    },
  })
}
