import { BLOCK_ROWS, type SumPlan } from "./pieces.ts"
import { type Tile, tilesOf } from "./tiles.ts"

/** Adding and subtracting 1.5 · 2⁷⁸ rounds a float64 of up to 2⁵³ to a multiple of 2²⁶. */
const HALVER = 1.5 * 2 ** 78

/**
 * The inner loop: exact sums of products of integers. As many products as stay below 2⁵³ are added in float64;
 * their sum is split into a multiple of 2²⁶ and a rest, and those add exactly over more than 2²⁶ such stretches.
 */
export class ExactSums {
  readonly #plan: SumPlan
  readonly #tiles: readonly Tile[]
  /** [sums + 1] running sums of the multiples of 2²⁶; the last takes what is unwanted. */
  readonly #high: Float64Array
  /** [sums + 1] running sums of the rests. */
  readonly #low: Float64Array

  constructor(plan: SumPlan) {
    this.#plan = plan
    this.#tiles = tilesOf(plan.sums)
    this.#high = new Float64Array(plan.sums.length + 1)
    this.#low = new Float64Array(plan.sums.length + 1)
  }

  /** @param block [pieces · BLOCK_ROWS] integers, piece by piece */
  add(block: Float64Array): void {
    for (const tile of this.#tiles) this.#addTile(block, tile)
  }

  /** The moments so far: [entries] exact integers. */
  totals(): bigint[] {
    const totals = new Array<bigint>(this.#plan.entries).fill(0n)
    for (const [index, { entry, shift }] of this.#plan.sums.entries()) {
      const sum = BigInt(this.#high[index] ?? 0) + BigInt(this.#low[index] ?? 0)
      totals[entry] = (totals[entry] ?? 0n) + (sum << BigInt(shift))
    }
    return totals
  }

  #addTile(block: Float64Array, { lefts, rights, sums }: Tile): void {
    const { exactRows } = this.#plan
    const left = lefts[0] * BLOCK_ROWS
    // The other three pieces, as distances from the first.
    const down = lefts[1] * BLOCK_ROWS - left
    const across = rights[0] * BLOCK_ROWS - left
    const beyond = rights[1] * BLOCK_ROWS - left
    let highA = 0,
      highB = 0,
      highC = 0,
      highD = 0
    let lowA = 0,
      lowB = 0,
      lowC = 0,
      lowD = 0
    for (let first = left; first < left + BLOCK_ROWS; first += exactRows) {
      let a = 0,
        b = 0,
        c = 0,
        d = 0
      for (let row = first; row < first + exactRows; row++) {
        const left0 = block[row] ?? 0
        const left1 = block[row + down] ?? 0
        const right0 = block[row + across] ?? 0
        const right1 = block[row + beyond] ?? 0
        a += left0 * right0
        b += left0 * right1
        c += left1 * right0
        d += left1 * right1
      }
      let high = a + HALVER - HALVER
      highA += high
      lowA += a - high
      high = b + HALVER - HALVER
      highB += high
      lowB += b - high
      high = c + HALVER - HALVER
      highC += high
      lowC += c - high
      high = d + HALVER - HALVER
      highD += high
      lowD += d - high
    }
    this.#keep(sums[0], highA, lowA)
    this.#keep(sums[1], highB, lowB)
    this.#keep(sums[2], highC, lowC)
    this.#keep(sums[3], highD, lowD)
  }

  #keep(index: number, high: number, low: number): void {
    this.#high[index] = (this.#high[index] ?? 0) + high
    this.#low[index] = (this.#low[index] ?? 0) + low
  }
}
