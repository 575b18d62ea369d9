import { dealRectify, prepareRectify, rectifyCost } from "../comparison/rectify.ts"
import type { Step } from "../plan/plan.ts"
import type { Windows } from "../plan/windows.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { type Cost, inTurn } from "../sharing/cost.ts"
import type { Exchange } from "../sharing/exchange.ts"
import { besides, gather } from "../sharing/gather.ts"
import type { Words } from "../sharing/ring.ts"

/*
 * The maximum of every window as a tournament: max(a, b) = b + max(a − b, 0), with the difference compared at full width
 * and without a shift. Comparing values that were cut first would not be transitive: of several that are nearly equal none
 * might win.
 */

export type MaxPoolStep = Extract<Step, { kind: "max-pool" }>

/** One level: who meets whom, and who goes on without a match, as indices into the values of one row. */
type Level = {
  readonly width: number
  readonly left: Int32Array
  readonly right: Int32Array
  readonly unmatched: Int32Array
}

/** Levels of the tournament; after the last one the values are the windows' maxima, in their order. */
export function tournamentOf({ input, count, size, elements }: Windows): Level[] {
  const levels: Level[] = []
  let width = input
  let places: ArrayLike<number> = elements
  for (let entrants = size; entrants > 1; entrants = Math.ceil(entrants / 2)) {
    const matches = entrants >> 1
    const entrant = (window: number, place: number) => places[window * entrants + place] ?? 0
    const matched = (side: 0 | 1) =>
      Int32Array.from({ length: count * matches }, (_, match) =>
        entrant(Math.floor(match / matches), 2 * (match % matches) + side),
      )
    const spare = entrants % 2 === 1 ? count : 0
    const unmatched = Int32Array.from({ length: spare }, (_, window) => entrant(window, entrants - 1))
    levels.push({ width, left: matched(0), right: matched(1), unmatched })
    width = count * matches + spare
    // Winners stand first, window by window, and behind them those without a match.
    const next = matches + (spare > 0 ? 1 : 0)
    places = Int32Array.from({ length: count * next }, (_, index) => {
      const [window, place] = [Math.floor(index / next), index % next]
      return place < matches ? window * matches + place : count * matches + window
    })
  }
  return levels
}

export const maxPoolCost = ({ windows, gate }: MaxPoolStep, rows: number): Cost =>
  inTurn(...tournamentOf(windows).map(({ left }) => rectifyCost(gate, rows * left.length)))

export function dealMaxPool(dealer: DealerMaterial, { windows, gate }: MaxPoolStep, rows: number): void {
  for (const { left } of tournamentOf(windows)) dealRectify(dealer, gate, rows * left.length)
}

/** @returns an exchange from shares of the images, [rows, windows.input], to shares of the maxima, [rows, windows.count] */
export function prepareMaxPool(
  material: PartyMaterial,
  { windows, gate }: MaxPoolStep,
  rows: number,
): (images: Words) => Exchange<Words> {
  const { ring } = gate
  const levels = tournamentOf(windows).map((level) => ({
    ...level,
    rectify: prepareRectify(material, gate, rows * level.left.length),
  }))
  return function* (images) {
    let values = images
    for (const { width, left, right, unmatched, rectify } of levels) {
      const second = gather(ring, values, width, right)
      const lead = yield* rectify(ring.subtract(gather(ring, values, width, left), second))
      values = besides(rows, ring.add(second, lead), gather(ring, values, width, unmatched))
    }
    return values
  }
}
