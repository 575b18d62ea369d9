import type { RefusalCode } from "@tutti/protocol"
import { dealEquality, equalityCost, prepareEquality } from "../layers/equality.ts"
import type { DealerMaterial } from "../preprocessing/dealer-material.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { bytesToWords, wordsToBytes } from "../sharing/bytes.ts"
import { type Cost, dealing, inTurn, opening } from "../sharing/cost.ts"
import { type Exchange, openPlanes } from "../sharing/exchange.ts"
import { choose, type Planes, xor } from "../sharing/planes.ts"
import { ringOf, type Words } from "../sharing/ring.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * How many rows have the label that the client says. Whether a row has is a shared bit, [c]; it is opened as e = c ⊕ σ under
 * a bit σ of the dealer's, who also deals shares of σ and of key · σ over Z/2⁶⁴. With them each party adds up its share of
 * the count and of key · count, and only these leave, for the client alone. A party that adds δ to its share of the count
 * would have to add key · δ to the other one; it does not know the key, and 0 < |δ| ≤ rows < 2²⁴ leaves it a chance of at
 * most 2⁻⁴⁰.
 * @see Cramer et al. 2018, "SPDZ2k", for tags over a ring and why low bits of the key protect least
 */

const ring = ringOf(64)

/** One party's part of the score: of the number of correct rows and of its tag. */
export type Tally = { readonly rows: number; readonly count: Words; readonly tag: Words }

export const NO_ROWS: Tally = { rows: 0, count: new Int32Array(2), tag: new Int32Array(2) }

export const addTallies = (a: Tally, b: Tally): Tally => ({
  rows: a.rows + b.rows,
  count: ring.add(a.count, b.count),
  tag: ring.add(a.tag, b.tag),
})

/** The key of a session's tags: nobody knows it before the score is opened. */
export const scoreKeyShare = (material: PartyMaterial): Words => material.drawn(ring, "scoreKey", 1)
export const scoreKey = (dealer: DealerMaterial): Words => dealer.drawn(ring, "scoreKey", 1)

export const tallyCost = (classes: number, rows: number): Cost =>
  inTurn(equalityCost(classes, rows), opening("masked hit", 1, rows), dealing(16 * rows))

export function dealTally(dealer: DealerMaterial, key: Words, classes: number, rows: number): void {
  dealEquality(dealer, classes, rows)
  const bit = dealer.drawnPlanes("scoreBit", 1, rows)
  const zeros = new Int32Array(2 * rows)
  const one = ring.addConstant(zeros, 1n)
  dealer.deal(ring, "scoreNumber", choose(bit, 2, one, zeros))
  dealer.deal(ring, "scoreNumber", choose(bit, 2, repeated(key, rows), zeros))
}

/** Two rounds. @returns an exchange from shares of winners and labels, [classes] planes each, to this batch's tally */
export function prepareTally(
  material: PartyMaterial,
  keyShare: Words,
  classes: number,
  rows: number,
): (winners: Planes, labels: Planes) => Exchange<Tally> {
  const compare = prepareEquality(material, classes, rows)
  const bit = material.drawnPlanes("scoreBit", 1, rows)
  const number = material.dealt(ring, "scoreNumber", 2 * rows)
  const tagged = material.dealt(ring, "scoreNumber", 2 * rows)
  return function* (winners, labels) {
    const hits = yield* compare(winners, labels)
    const opened = yield* openPlanes(xor(hits, bit), rows)
    const one = ring.addConstant(new Int32Array(2 * rows), material.role === 0 ? 1n : 0n)
    const counts = choose(opened, 2, ring.subtract(one, number), number)
    const tags = choose(opened, 2, ring.subtract(repeated(keyShare, rows), tagged), tagged)
    return { rows, count: total(counts), tag: total(tags) }
  }
}

/** A party's last word: rows u32 ‖ count ‖ tag ‖ key, for the client alone. @returns [28] */
export function encodeScoreShare({ rows, count, tag }: Tally, keyShare: Words): Bytes {
  return wordsToBytes(Int32Array.of(rows, ...count, ...tag, ...keyShare))
}

const SCORE_SHARE_BYTES = 28

export type OpenedScore =
  /** @property correct in [0, rows] */
  | { readonly ok: true; readonly correct: number; readonly rows: number }
  | { readonly ok: false; readonly code: RefusalCode }

/** What the client makes of both parties' last words. @param minimumRows of fewer rows no score is taken */
export function openScore(shares: readonly [Bytes, Bytes], minimumRows: number): OpenedScore {
  const [first, second] = shares
  if (first.length !== SCORE_SHARE_BYTES || second.length !== SCORE_SHARE_BYTES)
    return { ok: false, code: "E_IN_SCORE" }
  const [ours, theirs] = [bytesToWords(first), bytesToWords(second)]
  const rows = ours[0] ?? 0
  if (rows !== theirs[0]) return { ok: false, code: "E_IN_SCORE" }
  if (rows < minimumRows) return { ok: false, code: "E_IN_ROWS" }
  const sum = (at: number) => ring.add(ours.slice(at, at + 2), theirs.slice(at, at + 2))
  const [count, tag, key] = [sum(1), sum(3), sum(5)]
  const expected = ring.multiply(count, key)
  const [correct = 0, upper = 0] = count
  const fits = expected.every((word, index) => word === tag[index])
  if (!fits || upper !== 0 || correct < 0 || correct > rows) return { ok: false, code: "E_IN_SCORE" }
  return { ok: true, correct, rows }
}

function repeated(element: Words, count: number): Words {
  const all = new Int32Array(2 * count)
  for (let i = 0; i < all.length; i++) all[i] = element[i & 1] ?? 0
  return all
}

function total(elements: Words): Words {
  let sum = new Int32Array(2)
  for (let i = 0; i < elements.length; i += 2) sum = ring.add(sum, elements.slice(i, i + 2))
  return sum
}
