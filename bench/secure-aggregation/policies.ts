import type { RoundSize } from "./round.ts"

/* The rounds of the design's bars: one owner in twenty corrupt, one in ten dropping out unless said otherwise. */

export const LANES = 100_000

export const policyFor = (owners: number, dropoutPerTenThousand = 1_000): RoundSize["policy"] => ({
  corruptPerTenThousand: 500,
  dropoutPerTenThousand,
  minimumCohort: Math.max(10, Math.ceil(owners / 3)),
})
