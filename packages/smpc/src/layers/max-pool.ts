import { dealRectify, prepareRectify, rectifyCost } from "../comparison/rectify.ts"
import type { Step } from "../plan/plan.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, inTurn } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { besides, gather } from "../sharing/gather.ts"
import { release } from "../sharing/memory.ts"
import type { Words } from "../sharing/ring.ts"

/*
 * The maximum of every window as a tournament: max(a, b) = b + max(a − b, 0), with the difference compared at full width
 * and without a shift. Comparing values that were cut first would not be transitive: of several that are nearly equal none
 * might win.
 */

export type MaxPoolStep = Extract<Step, { kind: "max-pool" }>

export const maxPoolCost = ({ levels, gate }: MaxPoolStep, rows: number): Cost =>
  inTurn(...levels.map(({ left }) => rectifyCost(gate, rows * left.length)))

export function dealMaxPool(dealer: DealerMaterial, { levels, gate }: MaxPoolStep, rows: number): void {
  for (const { left } of levels) dealRectify(dealer, gate, rows * left.length)
}

/** @returns an exchange from shares of the images, [rows, windows.input], to shares of the maxima, [rows, windows.count] */
export function prepareMaxPool(
  material: PartyMaterial,
  { levels, gate }: MaxPoolStep,
  rows: number,
): (images: Words) => Exchange<Words> {
  const { ring } = gate
  const matches = levels.map((level) => ({
    ...level,
    rectify: prepareRectify(material, gate, rows * level.left.length),
  }))
  return function* (images) {
    let values = images
    for (const { width, left, right, unmatched, rectify } of matches) {
      const second = gather(ring, values, width, right)
      const lead = gather(ring, values, width, left)
      ring.subtract(lead, second, lead)
      const ahead = yield* rectify(lead)
      ring.add(second, ahead, second)
      const others = gather(ring, values, width, unmatched)
      const winners = besides(rows, second, others)
      release(lead, ahead, others)
      if (winners !== second) release(second)
      if (values !== images) release(values)
      values = winners
    }
    return values
  }
}
