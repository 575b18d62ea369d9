import { sha256 } from "@tutti/crypto"
import type { RefusalCode } from "@tutti/protocol"
import { concatBytes, encodeUtf8 } from "@tutti/ring"
import { bytesToWords, wordsToBytes } from "../sharing/bytes.ts"
import { concatWords } from "../sharing/concat-words.ts"
import type { Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import { scoreRing as ring, type Tally } from "./tally.ts"

type Bytes = Uint8Array<ArrayBuffer>

/*
 * The last word of a score. Among the rows are copies of some of them, at places that only the client knows until it names
 * them here, when nothing can be changed any more. Both parties leave the copies out of the count; of each copy and its
 * original they have shares of key · (hit − hit), which are nothing, so that one party's share is the other's negative,
 * unless somebody has changed one of the two rows. Whoever has cannot say what the other's share is then: it would have to
 * know the key, 64 bits.
 *
 * So party 1 does not say its shares. It covers its part of the score with a hash of them, and adds another hash for party
 * 0 to see whether they agree: if only one pair does not, party 0 has no score. That also holds for a client that names
 * rows as copies which are none, to learn whether they fare alike.
 *
 * A party that adds δ to its share of the count would have to add key · δ to that of the tag; 0 < |δ| ≤ rows < 2²⁴ leaves it a
 * chance of at most 2⁻⁴⁰.
 */

/** Two places of one row. All rows of a session are numbered from 0, in the order of their batches. */
export type CopiedRow = { readonly row: number; readonly copy: number }

/** A party's part of the score, and of what shows that no row was changed. */
export type ScoreShare = {
  /** Without the copies. */
  readonly rows: number
  /** rows u32 ‖ its shares of the number of hits, of their tag and of the key, 8 bytes each [28] */
  readonly bytes: Bytes
  /** [copies] of 8 bytes: equal in both parties, where every copy fared as its row. */
  readonly compared: Bytes
}

/**
 * @param tallies in the order of the batches
 * @returns undefined unless every copy stands at a place of its own and is the copy of a row that is none
 */
export function scoreShare(
  role: Role,
  keyShare: Words,
  tallies: readonly Tally[],
  copies: readonly CopiedRow[],
): ScoreShare | undefined {
  const rows = tallies.reduce((sum, tally) => sum + tally.rows, 0)
  const left = new Set(copies.map(({ copy }) => copy))
  const areCopies = copies.every(({ row, copy }) => row < rows && copy < rows && !left.has(row))
  if (!areCopies || left.size < copies.length) return undefined
  const hits = concatWords(tallies.map((tally) => tally.hits))
  const tags = concatWords(tallies.map((tally) => tally.tags))
  const [originals, others] = [
    copies.map(({ row }) => at(tags, row)),
    copies.map(({ copy }) => at(tags, copy)),
  ]
  const differences =
    role === 0
      ? ring.subtract(concatWords(originals), concatWords(others))
      : ring.subtract(concatWords(others), concatWords(originals))
  const counted = rows - left.size
  const last = [Int32Array.of(counted), totalWithout(left, hits), totalWithout(left, tags), keyShare]
  return { rows: counted, bytes: wordsToBytes(concatWords(last)), compared: wordsToBytes(differences) }
}

/** Party 1's part as it travels: a hash to compare by ‖ what only an equal comparison uncovers. @returns [60] */
export const coverScore = ({ bytes, compared }: ScoreShare): Bytes =>
  concatBytes(comparisonOf(compared), covered(bytes, compared))

const SCORE_SHARE_BYTES = 28
const HASH_BYTES = 32

export type OpenedScore =
  /** @property correct in [0, rows] */
  | { readonly ok: true; readonly correct: number; readonly rows: number }
  | { readonly ok: false; readonly code: RefusalCode }

/**
 * What the client, party 0, makes of its own part and of the other's, as `coverScore` covers it.
 * @param minimumRows of fewer rows no score is taken
 * @returns E_IN_CANARY when a copy fared otherwise than its row, and then nothing is uncovered; E_IN_SCORE when count and
 *   tag do not fit; E_IN_ROWS
 */
export function openScore(own: ScoreShare, theirs: Bytes, minimumRows: number): OpenedScore {
  if (theirs.length !== HASH_BYTES + SCORE_SHARE_BYTES) return { ok: false, code: "E_IN_SCORE" }
  const expectedHash = comparisonOf(own.compared)
  if (!expectedHash.every((byte, index) => byte === theirs[index])) return { ok: false, code: "E_IN_CANARY" }
  const ours = bytesToWords(own.bytes)
  const others = bytesToWords(covered(theirs.slice(HASH_BYTES), own.compared))
  const rows = own.rows
  if (rows !== others[0]) return { ok: false, code: "E_IN_SCORE" }
  if (rows < minimumRows) return { ok: false, code: "E_IN_ROWS" }
  const sum = (start: number) => ring.add(ours.slice(start, start + 2), others.slice(start, start + 2))
  const [count, tag, key] = [sum(1), sum(3), sum(5)]
  const expected = ring.multiply(count, key)
  const [correct = 0, upper = 0] = count
  const fits = expected.every((word, index) => word === tag[index])
  if (!fits || upper !== 0 || correct < 0 || correct > rows) return { ok: false, code: "E_IN_SCORE" }
  return { ok: true, correct, rows }
}

const comparisonOf = (compared: Bytes): Bytes => sha256(concatBytes(encodeUtf8("in/copies/1\0"), compared))

/** Puts the cover on, and takes it off. */
function covered(bytes: Bytes, compared: Bytes): Bytes {
  const cover = sha256(concatBytes(encodeUtf8("in/score/1\0"), compared))
  return bytes.map((byte, index) => byte ^ (cover[index] ?? 0))
}

/** Element `index` of a vector over Z/2⁶⁴. */
const at = (elements: Words, index: number): Words => elements.slice(2 * index, 2 * index + 2)

function totalWithout(left: ReadonlySet<number>, elements: Words): Words {
  let sum: Words = new Int32Array(2)
  for (let index = 0; 2 * index < elements.length; index++)
    if (!left.has(index)) sum = ring.add(sum, at(elements, index))
  return sum
}
