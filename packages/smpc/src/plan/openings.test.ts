import { type RingKernels, ringKernels } from "@tutti/ring"
import { describe, expect, test } from "vitest"
import { encodeLabels } from "../client/encode.ts"
import { KINDS } from "../preprocessing/kinds.ts"
import { planOf, TINY } from "../scenarios/networks.ts"
import { openSession, runBatch, saidInRounds } from "../scenarios/session.ts"
import { bytesToWords } from "../sharing/bytes.ts"
import type { Round } from "../sharing/cost.ts"
import { wordsOf } from "../sharing/numbers.ts"
import { shareOfOwner } from "../sharing/shares.ts"
import { batchCost } from "./cost.ts"

/** So many batches of so many rows that are all the same: ten thousand runs with one input, each under masks of its own. */
const BATCHES = 100
const ROWS = 100

const plan = planOf({ network: TINY, ringBits: 32, fractionBits: 8, output: "score" })
const weights = wordsOf(
  plan.ring,
  Float64Array.from({ length: plan.parameters }, (_, i) => ((i * 37) % 200) - 90),
)
const row = [100, -200, 300]
const rows = wordsOf(
  plan.ring,
  Float64Array.from({ length: 3 * ROWS }, (_, i) => row[i % 3] ?? 0),
)
const inputs = [rows, shareOfOwner(1, 0, rows)] as const
const encoded = encodeLabels(plan, new Uint8Array(ROWS))
if (!encoded.ok) throw new Error(encoded.code)
const labels = [encoded.bytes, new Uint8Array(encoded.bytes.length)] as const
const { rounds } = batchCost(plan, ROWS)

/** χ² with one degree of freedom: above 30 once in 2·10⁷. */
const BIT_LIMIT = 30
/** χ² with 255 degrees of freedom: above 420 once in 10⁹. */
const BYTE_LIMIT = 420

const opensWords = ({ opened }: Round) => opened === "masked input" || opened === "masked value"

/** Counts of what is opened in one round, by its place within a row. */
class Histogram {
  /** [places][2^bits of a place] */
  readonly #counts: Uint32Array[]

  constructor(places: number, values: 2 | 256) {
    this.#counts = Array.from({ length: places }, () => new Uint32Array(values))
  }

  add(place: number, value: number): void {
    const counts = this.#counts[place % this.#counts.length]
    if (counts) counts[value] = (counts[value] ?? 0) + 1
  }

  /** The largest χ² of any place. */
  worst(): number {
    const squares = this.#counts.map((counts) => {
      const expected = counts.reduce((sum, count) => sum + count) / counts.length
      return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    })
    return squares.reduce((a, b) => Math.max(a, b))
  }
}

type Said = readonly [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>]

/** What comes out of what both say; where one alone speaks, that is what the other learns. */
const openedWords = ([ours, theirs]: Said) =>
  theirs.length === 0
    ? ours
    : new Uint8Array(plan.ring.add(bytesToWords(ours.slice()), bytesToWords(theirs.slice())).buffer)

const openedBits = ([ours, theirs]: Said) => ours.map((byte, index) => byte ^ (theirs[index] ?? 0))

/** For each round the largest χ² of all that it opened. */
function worstOf(batches: number, kernels: RingKernels): number[] {
  const histograms = rounds.map((round) =>
    opensWords(round) ? new Histogram(round.bytes[0] / ROWS, 256) : new Histogram(round.bits / ROWS, 2),
  )
  const session = openSession(plan, weights, { kernels })
  for (let batch = 1; batch <= batches; batch++) {
    const { frames } = runBatch(session, batch, ROWS, inputs, labels)
    const [first, second] = ([0, 1] as const).map((role) => saidInRounds(plan, ROWS, role, frames[role]))
    for (const [index, round] of rounds.entries()) {
      const [ours, theirs, histogram] = [first?.[index], second?.[index], histograms[index]]
      if (!ours || !theirs || !histogram) throw new Error("fewer rounds than the plan says")
      const said = [ours, theirs] as const
      if (opensWords(round))
        for (const [place, byte] of openedWords(said).entries()) histogram.add(place, byte)
      else {
        const bytes = openedBits(said)
        // A hundred neighbours are the same bit of gates in a hundred rows.
        for (let bit = 0; bit < round.bits; bit++)
          histogram.add(Math.floor(bit / ROWS), ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1)
      }
    }
  }
  return histograms.map((histogram) => histogram.worst())
}

describe("[EI2] every opened value is uniform over ten thousand runs with one input", () => {
  test("a batch, round by round", () => {
    for (const [index, worst] of worstOf(BATCHES, ringKernels()).entries()) {
      const round = rounds[index]
      if (round) expect(worst, round.opened).toBeLessThan(opensWords(round) ? BYTE_LIMIT : BIT_LIMIT)
    }
  })

  test.each(["inputMask", "wireMask", "andMask", "selector", "scoreBit"] as const)(
    "without its %s it is not, and this test finds it",
    (kind) => {
      const inner = ringKernels()
      const kernels: RingKernels = {
        ...inner,
        chacha12(out, key, nonce, counter) {
          inner.chacha12(out, key, nonce, counter)
          if (nonce[6] === KINDS[kind]) out.fill(0)
        },
      }
      const worst = worstOf(5, kernels)
      expect(worst.some((value, index) => value > (opensWords(rounds[index] ?? FIRST) ? 1e4 : 400))).toBe(
        true,
      )
    },
  )

  test("the weights, session by session", () => {
    const histogram = new Histogram(4 * 12, 2)
    const kernels = ringKernels()
    for (let session = 0; session < 500; session++) {
      const { weightFrame } = openSession(plan, weights, { seed: `weights-${session}`, kernels })
      for (const [place, byte] of weightFrame.slice(8).entries()) histogram.add(place, byte & 1)
    }
    expect(histogram.worst()).toBeLessThan(BIT_LIMIT)
  })
})

const FIRST: Round = { opened: "masked input", bits: 0, bytes: [0, 0] }
