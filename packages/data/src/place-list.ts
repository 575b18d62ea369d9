import { LISTED_PLACES, type Place } from "./problems.ts"

/** How many cells have something in common, and where the first of them stand. */
export type Places = { count: number; places: readonly Place[] }

/** Counts all, keeps the first few. */
export class PlaceList implements Places {
  count = 0
  readonly places: Place[] = []

  add(line: number, cell?: string): void {
    this.count++
    if (this.places.length < LISTED_PLACES) this.places.push(cell === undefined ? { line } : { line, cell })
  }
}
