import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { encodeLabels } from "../client/encode.ts"
import { labelsOf, runPlain } from "../plaintext/twin.ts"
import { planOf, TINY } from "../scenarios/networks.ts"
import { openSession, runBatch, type Session } from "../scenarios/session.ts"
import { bytesToWords } from "../sharing/bytes.ts"
import { wordsOf } from "../sharing/numbers.ts"
import { shareWords } from "../sharing/shares.ts"
import { type CopiedRow, coverScore, openScore, type ScoreShare, scoreShare } from "./score.ts"
import { scoreRing as ring, type Tally } from "./tally.ts"

const random = unsafeSeededRandom("score")
const element = (value: number) => ring.addConstant(new Int32Array(2), BigInt(value))

/** Tallies of both parties, as an honest session leaves them, and their shares of the key. */
function tallied(hits: readonly number[], batchRows = 4) {
  const drawn = () => bytesToWords(random(8))
  const key = drawn()
  const keyShare = drawn()
  const tallies: [Tally[], Tally[]] = [[], []]
  for (let start = 0; start < hits.length; start += batchRows) {
    const own = hits.slice(start, start + batchRows)
    const words = (of: (hit: number) => Int32Array) => Int32Array.from(own.flatMap((hit) => [...of(hit)]))
    const values = words(element)
    const tags = words((hit) => ring.multiply(key, element(hit)))
    const [a, b] = [bytesToWords(random(4 * values.length)), bytesToWords(random(4 * tags.length))]
    tallies[0].push({ rows: own.length, hits: a, tags: b })
    tallies[1].push({ rows: own.length, hits: ring.subtract(values, a), tags: ring.subtract(tags, b) })
  }
  return { tallies, keys: [keyShare, ring.subtract(key, keyShare)] as const }
}

function sharesOf({ tallies, keys }: ReturnType<typeof tallied>, copies: readonly CopiedRow[]) {
  const own = scoreShare(0, keys[0], tallies[0], copies)
  const theirs = scoreShare(1, keys[1], tallies[1], copies)
  if (own === undefined || theirs === undefined) throw new Error("these are copies")
  return { own, theirs }
}

/** Rows with their hits, and copies of some of them at any places. */
const copiedRows = fc
  .record({
    hits: fc.array(fc.nat(1), { minLength: 1, maxLength: 12 }),
    picks: fc.array(fc.nat(), { maxLength: 12 }),
    seed: fc.string(),
  })
  .map(({ hits, picks, seed }) => {
    const sources = [...hits.keys(), ...picks.map((pick) => pick % hits.length)]
    const shuffle = unsafeSeededRandom(seed)
    const order = sources
      .map((source) => ({ source, at: shuffle(4).join() }))
      .sort((one, other) => one.at.localeCompare(other.at))
      .map(({ source }) => source)
    const copies = order.flatMap((source, place) => {
      const row = order.indexOf(source)
      return row < place ? [{ row, copy: place }] : []
    })
    return { hits, copies, atPlaces: order.map((source) => hits[source] ?? 0) }
  })

describe("[EI7] copies among the rows of a score", () => {
  test("the score with copies is the score without them", () => {
    fc.assert(
      fc.property(copiedRows, ({ hits, copies, atPlaces }) => {
        const { own, theirs } = sharesOf(tallied(atPlaces), copies)
        const correct = hits.filter((hit) => hit === 1).length
        expect(openScore(own, coverScore(theirs), hits.length)).toEqual({
          ok: true,
          correct,
          rows: hits.length,
        })
      }),
    )
  })

  test("any row of a pair that was changed is found, and the score stays covered", () => {
    const named = copiedRows.filter(({ copies }) => copies.length > 0)
    fc.assert(
      fc.property(named, fc.nat(), fc.boolean(), ({ copies, atPlaces }, pick, isCopy) => {
        const pair = copies[pick % copies.length] ?? { row: 0, copy: 0 }
        const changed = isCopy ? pair.copy : pair.row
        const { own, theirs } = sharesOf(
          tallied(atPlaces.map((hit, place) => (place === changed ? 1 - hit : hit))),
          copies,
        )
        expect(openScore(own, coverScore(theirs), 1)).toEqual({ ok: false, code: "E_IN_CANARY" })
        // Taken off with what the client has, the cover leaves nothing of the other's share.
        const apart = coverScore({ ...theirs, compared: own.compared })
        expect(coverScore(theirs).slice(32)).not.toEqual(apart.slice(32))
      }),
    )
  })

  test("rows that a client calls copies and that fare otherwise cost it the score", () => {
    const { own, theirs } = sharesOf(tallied([1, 1, 0]), [
      { row: 0, copy: 1 },
      { row: 0, copy: 2 },
    ])
    expect(openScore(own, coverScore(theirs), 1)).toEqual({ ok: false, code: "E_IN_CANARY" })
  })

  test("guesses of the key do not help whoever has changed a row", () => {
    const { own, theirs } = sharesOf(tallied([1, 0]), [{ row: 0, copy: 1 }])
    for (let guess = 0; guess < 1000; guess++) {
      const compared = new Uint8Array(ring.add(bytesToWords(theirs.compared), element(guess)).buffer)
      expect(openScore(own, coverScore({ ...theirs, compared }), 1).ok).toBe(false)
    }
  })

  test.each<[string, CopiedRow[]]>([
    ["a place that no row stands at", [{ row: 0, copy: 3 }]],
    ["a row that no place has", [{ row: 3, copy: 0 }]],
    [
      "one place twice",
      [
        { row: 0, copy: 1 },
        { row: 2, copy: 1 },
      ],
    ],
    ["a row of itself", [{ row: 1, copy: 1 }]],
    [
      "a copy of a copy",
      [
        { row: 0, copy: 1 },
        { row: 1, copy: 2 },
      ],
    ],
  ])("%s is no copy", (_, copies) => {
    const { tallies, keys } = tallied([1, 1, 1])
    expect(scoreShare(1, keys[1], tallies[1], copies)).toBeUndefined()
  })
})

describe("[EI7] a score is opened over enough rows, once, and only with its tag", () => {
  const SCORE = planOf({ network: TINY, ringBits: 32, fractionBits: 8, output: "score" })
  const WEIGHTS = wordsOf(
    SCORE.ring,
    Float64Array.from({ length: SCORE.parameters }, (_, i) => ((i * 37) % 200) - 90),
  )
  const rows = 6
  const ROWS = wordsOf(
    SCORE.ring,
    Float64Array.from({ length: 3 * rows }, (_, i) => ((i * 149) % 600) - 300),
  )
  const plain = runPlain(SCORE, WEIGHTS, ROWS)
  if (!plain.ok) throw new Error(plain.code)
  // All as the network says, but one.
  const LABELS = labelsOf(SCORE, plain.scores)
  LABELS[2] = ((LABELS[2] ?? 0) + 1) % 3
  const correct = rows - 1
  /** The third row of the first batch stands in the second one too. */
  const PLACES = [0, 1, 2, 3, 2, 4, 5]
  const COPIES = [{ row: 2, copy: 4 }]

  /** Two batches; the parties have done with them in different orders. */
  function scored(minimumRows = rows) {
    const session = openSession(SCORE, WEIGHTS, { minimumRows })
    const outputs = [PLACES.slice(0, 4), PLACES.slice(4)].map((places, batch) => {
      const labels = encodeLabels(
        SCORE,
        places.map((row) => LABELS[row] ?? -1),
      )
      if (!labels.ok) throw new Error(labels.code)
      const own = Int32Array.from(places.flatMap((row) => [...ROWS.slice(3 * row, 3 * row + 3)]))
      const said = [labels.bytes, new Uint8Array(labels.bytes.length)] as const
      const images = shareWords(SCORE.ring, own, random)
      return { batch: batch + 1, outputs: runBatch(session, batch + 1, places.length, images, said).outputs }
    })
    for (const [role, party] of session.parties.entries())
      for (const { batch, outputs: both } of role === 0 ? outputs : outputs.toReversed()) {
        const output = both[role]
        if (output?.kind === "tally") party.count(batch, output.tally)
      }
    return session.parties
  }

  const shareOf = (party: Session["parties"][0]): ScoreShare => {
    const score = party.score(COPIES)
    if (!score.ok) throw new Error(score.code)
    return score.share
  }

  test("over fewer rows than agreed no party says its share, and the client takes none; copies are none", () => {
    const [first, second] = scored(rows + 1)
    expect(first.score(COPIES)).toEqual({ ok: false, code: "E_IN_ROWS" })
    expect(second.score(COPIES)).toEqual({ ok: false, code: "E_IN_ROWS" })
    const [third, fourth] = scored()
    const theirs = coverScore(shareOf(fourth))
    expect(openScore(shareOf(third), theirs, rows + 1)).toEqual({ ok: false, code: "E_IN_ROWS" })
  })

  test("a second score over nearly the same rows is refused", () => {
    const [first] = scored()
    expect(first.score(COPIES).ok).toBe(true)
    expect(first.score(COPIES)).toEqual({ ok: false, code: "E_IN_ROWS" })
  })

  test("copies that are none are refused, and the score is still there for those that are", () => {
    const [first] = scored()
    expect(first.score([{ row: 0, copy: 7 }])).toEqual({ ok: false, code: "E_IN_LETTER" })
    expect(first.score(COPIES).ok).toBe(true)
  })

  test("a party that adds to its share of the count, of the tag or of the key is found out", () => {
    const [first, second] = scored()
    const [ours, theirs] = [shareOf(first), coverScore(shareOf(second))]
    expect(openScore(ours, theirs, rows)).toEqual({ ok: true, correct, rows })
    for (let bit = 0; bit < 8 * theirs.length; bit++) {
      const changed = theirs.map((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte))
      const result = openScore(ours, changed, 1)
      // A change to the key goes unseen where the count is 0 times it; it changes nothing then.
      if (result.ok) expect(result.correct).toBe(correct)
      if (bit < 8 * 32) expect(result).toEqual({ ok: false, code: "E_IN_CANARY" })
      else if (bit < 8 * 52) expect(result).toEqual({ ok: false, code: "E_IN_SCORE" })
    }
    expect(openScore(ours, theirs.slice(1), 1)).toEqual({ ok: false, code: "E_IN_SCORE" })
  })

  test("guesses of the key do not help: adding one row and a guessed tag", () => {
    const [first, second] = scored()
    const [ours, theirs] = [shareOf(first), shareOf(second)]
    const view = new DataView(theirs.bytes.buffer.slice(0))
    view.setBigInt64(4, view.getBigInt64(4, true) + 1n, true)
    const tag = view.getBigInt64(12, true)
    for (let guess = 0n; guess < 1000n; guess++) {
      view.setBigInt64(12, tag + guess, true)
      const bytes = new Uint8Array(view.buffer)
      expect(openScore(ours, coverScore({ ...theirs, bytes }), 1)).toEqual({ ok: false, code: "E_IN_SCORE" })
    }
  })
})
