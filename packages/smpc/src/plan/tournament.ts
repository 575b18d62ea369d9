import type { Windows } from "./windows.ts"

/** One level: who meets whom, and who goes on without a match, as indices into the values of one row. */
export type Level = {
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
