import type { Random } from "@tutti/crypto"
import type { CopiedRow } from "@tutti/smpc"

/*
 * Copies of a question's own rows, at places that only the client knows: to the other party all rows look alike, in all
 * batches of the question, so whoever makes some of them come out wrong makes some copy differ from its original. Of q · rows
 * changed, less than half of them, m copies find one with a chance of 1 − (1 − q)^m or more. It is no guard against one that
 * makes all rows come out wrong in the same way, as another model would.
 */

/** How many of the rows of one question are copied: as many as the terms say, or every one. */
export const copiesIn = (rows: number, canaryRows: number): number => Math.min(rows, canaryRows)

/**
 * The rows of a question with copies of some of them, in a random order.
 * @param rows   ≥ 1
 * @param copies in [0, rows]
 * @returns [rows + copies] for each place the row that stands there; every row once or twice
 */
export function hideCopies(rows: number, copies: number, random: Random): number[] {
  const all = Array.from({ length: rows }, (_, row) => row)
  return shuffled([...all, ...shuffled(all, random).slice(0, copies)], random)
}

/** The places of the copies. @param sources as `hideCopies` gave them */
export function copiedRows(sources: readonly number[]): CopiedRow[] {
  const first = new Map<number, number>()
  const copies: CopiedRow[] = []
  for (const [place, source] of sources.entries()) {
    const row = first.get(source)
    if (row === undefined) first.set(source, place)
    else copies.push({ row, copy: place })
  }
  return copies
}

/**
 * The labels of the rows, without the copies'.
 * @param labels  [sources.length]
 * @param sources as `hideCopies` gave them
 * @returns undefined when a copy has another label than its original
 */
export function labelsOfRows(labels: ArrayLike<number>, sources: readonly number[]): number[] | undefined {
  const found: number[] = []
  for (const [place, row] of sources.entries()) {
    const label = labels[place] ?? Number.NaN
    if (found[row] !== undefined && found[row] !== label) return undefined
    found[row] = label
  }
  return found
}

/**
 * The scores of the rows, without the copies'. Every cut between two layers rounds a copy anew, so that honest scores
 * differ by a few units of the last digit; half of the digits after the point are compared.
 * @param scores       [sources.length, classes]
 * @param fractionBits f of the fixed point that they were computed in
 * @returns [rows, classes]; undefined when a copy's scores are not its original's
 */
export function scoresOfRows(
  scores: readonly number[],
  sources: readonly number[],
  fractionBits: number,
): number[] | undefined {
  const classes = scores.length / sources.length
  const found: number[][] = []
  for (const [place, row] of sources.entries()) {
    const own = scores.slice(place * classes, (place + 1) * classes)
    const known = found[row]
    if (known !== undefined && !areClose(known, own, 2 ** -(fractionBits >> 1))) return undefined
    found[row] ??= own
  }
  return found.flat()
}

/** Whether two rows of scores differ by no more than this part of the largest of them, or of 1. */
function areClose(some: readonly number[], others: readonly number[], part: number): boolean {
  const largest = Math.max(1, ...[...some, ...others].map(Math.abs))
  return some.every((score, index) => Math.abs(score - (others[index] ?? Number.NaN)) <= part * largest)
}

function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  const words = wordsFrom(random, values.length)
  const order: Value[] = []
  for (const [index, value] of values.entries()) {
    // The newcomer takes the place of any one so far, which goes to the end.
    const place = below(index + 1, words)
    const moved = order[place]
    if (moved === undefined) order.push(value)
    else {
      order.push(moved)
      order[place] = value
    }
  }
  return order
}

/** Uniform over 0 … count − 1: what does not divide evenly is thrown away. @param count in [1, 2³²) */
function below(count: number, words: Iterator<number, never>): number {
  const usable = 2 ** 32 - (2 ** 32 % count)
  for (;;) {
    const word = words.next().value
    if (word < usable) return word % count
  }
}

/** Uniform words of 32 bits without an end, drawn so many at a time: one by one takes a platform's random source long. */
function* wordsFrom(random: Random, atOnce: number): Generator<number, never> {
  for (;;) {
    const drawn = random(4 * atOnce)
    const view = new DataView(drawn.buffer, drawn.byteOffset)
    for (let index = 0; index < atOnce; index++) yield view.getUint32(4 * index, true)
  }
}
