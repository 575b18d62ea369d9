import { RegressionSpec } from "@tutti/protocol"

const key = (letter: string) => letter.repeat(43)

/** A small regression: y on a and b, coefficients opened. Override what a test is about. */
export function tinyRegression(overrides: Partial<RegressionSpec> = {}): RegressionSpec {
  const column = (name: string) => ({
    name,
    encoding: { kind: "decimal", digits: 2 } as const,
    bound: 16,
  })
  return RegressionSpec.parse({
    kind: "regression",
    title: "Tiny regression",
    organiser: "Test bench",
    purpose: "To see whether the relay does what it says.",
    design: {
      target: column("y"),
      features: [column("a"), column("b")],
      intercept: "estimated",
      weight: null,
      ridgePenalty: 0,
      mostRows: 64,
    },
    dataset: { header: true, units: [], missingMarkers: [] },
    opening: "coefficients",
    ownersSeeResult: true,
    acceptsDetermined: true,
    secure: {
      studyKey: key("H"),
      relayKey: key("I"),
      corruptPerTenThousand: 0,
      dropoutPerTenThousand: 0,
      minimumCohort: 2,
      maxContributions: 10,
    },
    resultKey: key("J"),
    dealerKey: key("K"),
    mostRuns: 3,
    deadlineMs: 60_000,
    retentionDays: 30,
    ...overrides,
  })
}
