import { expect, test } from "vitest"
import { policyFor } from "../scenarios/round.ts"
import { corruptOwners, smallestMinimumCohort, smallestSurvivors } from "./policy.ts"

const policy = (rosterSize: number, corruptPerTenThousand = 500, dropoutPerTenThousand = 1_000, m = 2) =>
  policyFor(rosterSize, { corruptPerTenThousand, dropoutPerTenThousand, minimumCohort: m })

test.each([
  [3, 500, 1],
  [19, 500, 1],
  [40, 500, 2],
  [653, 500, 32],
  [653, 0, 1],
  [10_000, 1_000, 1_000],
])("[SA13] of %i owners and %i per ten thousand, at least %i are taken for corrupt", (N, delta, corrupt) => {
  expect(corruptOwners(policy(N, delta))).toBe(corrupt)
})

test.each([
  [10, 1_000, 2, 9],
  [11, 1_000, 2, 10],
  [653, 1_000, 218, 588],
  [218, 1_000, 218, 218],
  [5, 9_000, 3, 3],
  [5, 0, 2, 5],
])("[SA13] of a round of %i, γ %i per ten thousand, m %i: at least %i must survive", (n, gamma, m, least) => {
  expect(smallestSurvivors(policy(653, 500, gamma, m), n)).toBe(least)
})

test.each([
  [10, 10, 3],
  [12, 10, 3],
  [60, 20, 5],
  [653, 218, 34],
  [2, 10, 2],
])("[SA13] a study of %i signs a minimum cohort of %i, a demonstration of %i", (N, least, demonstration) => {
  expect(smallestMinimumCohort(policy(N), false)).toBe(least)
  expect(smallestMinimumCohort(policy(N), true)).toBe(demonstration)
})
