import type { ProductSum } from "./pieces.ts"

/** Four sums that share two left and two right pieces: every number that is loaded serves two products. */
export type Tile = {
  readonly lefts: readonly [number, number]
  readonly rights: readonly [number, number]
  /** Where the four sums go: left 0 × right 0, 0 × 1, 1 × 0, 1 × 1; unwanted ones to the index after the last. */
  readonly sums: readonly [number, number, number, number]
}

/** Cover all sums with tiles; about a fifth of the products on a triangle's edge are unwanted. */
export function tilesOf(sums: readonly ProductSum[]): Tile[] {
  const unwanted = sums.length
  const byPair = new Map(sums.map(({ left, right }, index) => [pairKey(left, right), index]))
  const sumOf = (left: number, right: number) => byPair.get(pairKey(left, right)) ?? unwanted
  const lefts = [...new Set(sums.map(({ left }) => left))]
  return pairs(lefts).flatMap(([left0, left1]) => {
    const rights = new Set(
      sums.filter(({ left }) => left === left0 || left === left1).map(({ right }) => right),
    )
    return pairs([...rights]).map(([right0, right1]): Tile => {
      const [first, second, third, fourth] = [
        sumOf(left0, right0),
        right1 === right0 ? unwanted : sumOf(left0, right1),
        left1 === left0 ? unwanted : sumOf(left1, right0),
        left1 === left0 || right1 === right0 ? unwanted : sumOf(left1, right1),
      ]
      return { lefts: [left0, left1], rights: [right0, right1], sums: [first, second, third, fourth] }
    })
  })
}

const pairKey = (left: number, right: number): string => `${left} ${right}`

/** Neighbours by two; the last of an odd number with itself. */
function pairs(values: readonly number[]): [number, number][] {
  const paired: [number, number][] = []
  for (let index = 0; index < values.length; index += 2) {
    const value = values[index] ?? 0
    paired.push([value, values[index + 1] ?? value])
  }
  return paired
}
