import { protocolGraph } from "../src/graph/choose.ts"
import { completeGraph } from "../src/graph/graph.ts"
import { ringParameters } from "../src/graph/ring.ts"
import { type AggregationPolicy, corruptOwners, smallestSurvivors } from "../src/parameters/policy.ts"
import { policyFor } from "../src/scenarios/round.ts"
import { unsafeSeed } from "../src/scenarios/seeded.ts"
import type { Json } from "./json.ts"

/* Thresholds, degrees and least numbers, from the signed policy and the size of a round's roster. */

const rosterOf = (size: number) => ({
  offerHash: unsafeSeed("parameters/offer"),
  rosterHash: unsafeSeed("parameters/roster"),
  identityKeys: Array.from({ length: size }, (_, index) => unsafeSeed(`parameters/${index}`)),
})

/** N, δ and γ in ten-thousandths, m, and the owners in the round. */
const COMPLETE = [
  [3, 500, 9_000, 2, 3],
  [5, 500, 1_000, 3, 4],
  [10, 500, 1_000, 10, 10],
  [10, 1_000, 3_333, 2, 7],
  [50, 1_000, 1_000, 17, 50],
  [100, 500, 500, 34, 61],
  [255, 500, 1_000, 85, 255],
  [653, 500, 1_000, 218, 218],
] as const
const RINGS = [
  [300, 100, 500, 100, 260],
  [653, 500, 500, 218, 653],
  [653, 500, 1_000, 218, 653],
  [653, 500, 1_000, 218, 600],
  [653, 1_000, 1_000, 218, 653],
  [1_000, 500, 1_000, 334, 1_000],
  [300, 2_000, 3_000, 100, 256],
] as const

const policyOf = (N: number, delta: number, gamma: number, m: number): AggregationPolicy =>
  policyFor(N, { corruptPerTenThousand: delta, dropoutPerTenThousand: gamma, minimumCohort: m })

function complete([N, delta, gamma, m, size]: (typeof COMPLETE)[number]): Json {
  const policy = policyOf(N, delta, gamma, m)
  return {
    policy: { ...policy },
    size,
    corrupt: corruptOwners(policy),
    threshold: completeGraph(policy, rosterOf(size)).threshold,
    survivors: smallestSurvivors(policy, size),
  }
}

function ring([N, delta, gamma, m, size]: (typeof RINGS)[number]): Json {
  const policy = policyOf(N, delta, gamma, m)
  const { kind, threshold } = protocolGraph(policy, rosterOf(size))
  return {
    policy: { ...policy },
    size,
    ring: ringParameters(policy, size) ?? null,
    chosen: kind,
    threshold,
    survivors: smallestSurvivors(policy, size),
  }
}

export const parameters = (): Json => ({ complete: COMPLETE.map(complete), large: RINGS.map(ring) })
