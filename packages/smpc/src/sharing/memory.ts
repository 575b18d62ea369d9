import type { Words } from "./ring.ts"

/*
 * Memory for vectors, used again. A batch works through many vectors of a few lengths, and the next batch through the same:
 * fresh memory for each would be cold, and the engine's collector would walk all of its heap to find that it is free. So
 * what nobody reads any more is released: wiped, as it held shares and masks, and handed out for the next vector of
 * that length. Short vectors, and what is never released, are left to the collector and not wiped.
 */

/** Shorter ones are not worth the bookkeeping. */
const SHORTEST = 256
/** Of all released vectors together; beyond it they are left to the collector. */
const MOST_KEPT = 1 << 23

const released = new Map<number, Words[]>()
const handedOut = new WeakSet<Words>()
let kept = 0

/** @returns so many zeros, in memory that nobody else has */
export function newWords(length: number): Words {
  if (length < SHORTEST) return new Int32Array(length)
  const again = released.get(length)?.pop()
  if (again !== undefined) kept -= length
  const words = again ?? new Int32Array(length)
  handedOut.add(words)
  return words
}

/**
 * Nobody reads or writes these any more. A view of another's memory, or what has been released before, is left alone; so a
 * step may release whatever it was given for itself.
 */
export function release(...vectors: readonly Words[]): void {
  for (const words of vectors) {
    if (!handedOut.delete(words)) continue
    words.fill(0)
    if (kept + words.length > MOST_KEPT) continue
    kept += words.length
    const alike = released.get(words.length)
    if (alike === undefined) released.set(words.length, [words])
    else alike.push(words)
  }
}
