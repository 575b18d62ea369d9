import { type Hash, pairHash, type RosterRecord, recordHash } from "./hashes.ts"

/*
 * A hash tree over a round's records, in order of position. An owner that knows its own record and the path from it
 * comes to the root, and so to the roster's hash, without the records of the others: whatever the relay tells it, that
 * hash covers the nonce that this owner has just drawn.
 * Neighbours are hashed in pairs, level by level; a last one without a partner goes up as it is.
 * @see RFC 9162, section 2.1, for trees of this shape
 */

export type RosterTree = {
  readonly root: Hash
  /** The partners met on the way from a position to the root. */
  path(position: number): Hash[]
}

/** @param records of at least one owner */
export function rosterTree(records: readonly RosterRecord[]): RosterTree {
  const levels: Hash[][] = [records.map(recordHash)]
  for (let below = levels[0] ?? []; below.length > 1; below = levels.at(-1) ?? []) {
    const level: Hash[] = []
    for (let place = 0; place < below.length; place += 2) {
      const [left, right] = below.slice(place, place + 2)
      if (left !== undefined) level.push(right === undefined ? left : pairHash(left, right))
    }
    levels.push(level)
  }
  const root = levels.at(-1)?.[0]
  if (root === undefined) throw new RangeError("a roster of nobody")
  return {
    root,
    path: (position) => levels.flatMap((level, height) => level[(position >> height) ^ 1] ?? []),
  }
}

/** How many partners the path of a position holds, in a roster of `size` owners. */
export const pathLength = (position: number, size: number): number => partners(position, size).length

/** The root above one record. @param path [pathLength(position, size)] */
export function rootAbove(record: RosterRecord, position: number, size: number, path: readonly Hash[]): Hash {
  return partners(position, size).reduce((below, side, place) => {
    const partner = path[place]
    if (partner === undefined) throw new RangeError("a path that ends below the root")
    return side === "right" ? pairHash(below, partner) : pairHash(partner, below)
  }, recordHash(record))
}

/** On which side each partner stands, from the leaf up; a level where the position has none is left out. */
function partners(position: number, size: number): ("left" | "right")[] {
  const sides: ("left" | "right")[] = []
  for (let place = position, count = size; count > 1; place >>= 1, count = (count + 1) >> 1) {
    if (place % 2 === 1) sides.push("left")
    else if (place + 1 < count) sides.push("right")
  }
  return sides
}
