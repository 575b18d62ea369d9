import { ABSENT } from "../update/absent.ts"
import { BLOCK } from "./block.ts"
import type { Passes } from "./passes.ts"

/** A float64 plus and minus this is the nearest integer, for magnitudes up to 2⁵¹. */
const ROUNDER = 1.5 * 2 ** 52

/** The passes in plain loops. */
export const scalarPasses: Passes = {
  squaredDistance(one, other) {
    let squares = 0
    for (let start = 0; start < one.length; start += BLOCK) {
      const sums = [0, 0, 0, 0]
      const end = Math.min(one.length, start + BLOCK)
      for (let index = start; index < end; index++) {
        const difference = (one[index] ?? ABSENT) - (other[index] ?? ABSENT)
        const lane = index & 3
        sums[lane] = (sums[lane] ?? ABSENT) + difference * difference
      }
      const [first = ABSENT, second = ABSENT, third = ABSENT, fourth = ABSENT] = sums
      squares += first + third + (second + fourth)
    }
    return squares
  },
  addRounded(sums, vector, scale, weight) {
    for (let index = 0; index < sums.length; index++) {
      const rounded = (vector[index] ?? ABSENT) * scale + ROUNDER - ROUNDER
      sums[index] = (sums[index] ?? ABSENT) + weight * rounded
    }
  },
}
