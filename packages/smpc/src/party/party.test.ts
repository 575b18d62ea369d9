import { type RingKernels, ringKernels } from "@tutti/ring"
import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { openLabels, openScores } from "../client/open.ts"
import { openScore } from "../output/score.ts"
import { labelsOf, runPlain } from "../plaintext/twin.ts"
import { batchCost } from "../plan/cost.ts"
import { turnsOf } from "../plan/turns.ts"
import { planOf, TINY } from "../scenarios/networks.ts"
import { openSession, runBatch, type Session } from "../scenarios/session.ts"
import { wordsOf } from "../sharing/numbers.ts"
import { shareOfOwner } from "../sharing/shares.ts"
import { FRAME_HEADER_BYTES } from "./frame.ts"
import type { Stepped } from "./running-batch.ts"

const LABEL = planOf({ network: TINY, ringBits: 32, fractionBits: 8, output: "label" })
const SCORE = planOf({ network: TINY, ringBits: 32, fractionBits: 8, output: "score" })
const weights = wordsOf(
  LABEL.ring,
  Float64Array.from({ length: LABEL.parameters }, (_, i) => ((i * 37) % 200) - 90),
)
const ROW = wordsOf(LABEL.ring, Float64Array.from([100, -200, 300]))
const NONE = new Uint8Array(0)

/** The rows are party 0's. */
const inputs = [shareOfOwner(0, 0, ROW), shareOfOwner(1, 0, ROW)] as const

function corrections({ dealer }: Session, batch: number, rows = 1): Uint8Array<ArrayBuffer> {
  const dealt = dealer.batch(batch, rows)
  if (!dealt.ok) throw new Error(dealt.code)
  return dealt.corrections
}

/** Party 0 with its first frame out, and what party 1 answers. */
function begun() {
  const session = openSession(LABEL, weights)
  const [first, second] = session.parties.map((party, role) => {
    const prepared = party.prepare(1, 1, role === 0 ? [] : [corrections(session, 1)])
    if (!prepared.ok) throw new Error(prepared.code)
    const running = prepared.batch.begin(inputs[role === 0 ? 0 : 1], NONE)
    if (!running.ok) throw new Error(running.code)
    return running.running
  })
  const said = first && frameOf(first.start())
  // Party 1 has nothing to say before it has heard the masked input.
  if (!first || !second || !said || frameOf(second.start())) throw new Error("begun")
  const heard = frameOf(second.take(said.slice()))
  if (!heard) throw new Error("no answer")
  return { first, said, heard }
}

function frameOf(stepped: Stepped): Uint8Array<ArrayBuffer> | undefined {
  if (!stepped.ok) throw new Error(stepped.code)
  return stepped.frame
}

const REFUSED: Stepped = { ok: false, code: "E_IN_FRAME" }

describe("[EI3] a mask serves once", () => {
  test("over two sessions of three batches no key and nonce come back", () => {
    const inner = ringKernels()
    const streams: string[] = []
    const kernels: RingKernels = {
      ...inner,
      chacha12(out, key, nonce, counter) {
        streams.push([...key, ...nonce].join())
        inner.chacha12(out, key, nonce, counter)
      },
    }
    for (const seed of ["one", "two"]) {
      const session = openSession(SCORE, weights, { seed, kernels })
      for (const batch of [1, 2, 3])
        runBatch(session, batch, 1, inputs, [new Uint8Array(1), new Uint8Array(1)])
    }
    // The dealer draws what the two parties draw, so each stream is made twice, and by nobody a third time.
    const times = new Map<string, number>()
    for (const stream of streams) times.set(stream, (times.get(stream) ?? 0) + 1)
    const most = [...times.values()].reduce((a, b) => Math.max(a, b))
    expect(times.size).toBeGreaterThan(200)
    expect(most).toBe(2)
    expect(new Set(streams.map((stream) => stream.split(",").slice(0, 32).join())).size).toBe(4)
  })

  test("a batch is dealt once, and none before the last", () => {
    const { dealer } = openSession(LABEL, weights)
    expect(dealer.batch(2, 1).ok).toBe(true)
    for (const batch of [2, 1, 0, -1, 2.5, 2 ** 32, Number.NaN])
      expect(dealer.batch(batch, 1)).toEqual({ ok: false, code: "E_IN_MATERIAL" })
    for (const rows of [0, -1, 1.5, Number.NaN])
      expect(dealer.batch(3, rows)).toEqual({ ok: false, code: "E_IN_MATERIAL" })
  })

  test("a batch is prepared once, even where its material was refused", () => {
    const session = openSession(LABEL, weights)
    const [first, second] = session.parties
    expect(first.prepare(1, 1, []).ok).toBe(true)
    expect(first.prepare(1, 1, [])).toEqual({ ok: false, code: "E_IN_MATERIAL" })
    const dealt = corrections(session, 1)
    expect(second.prepare(1, 1, [dealt.subarray(1)])).toEqual({ ok: false, code: "E_IN_MATERIAL" })
    expect(second.prepare(1, 1, [dealt])).toEqual({ ok: false, code: "E_IN_MATERIAL" })
  })

  test("prepared material takes one input", () => {
    const prepared = openSession(LABEL, weights).parties[0].prepare(1, 1, [])
    if (!prepared.ok) throw new Error(prepared.code)
    expect(prepared.batch.begin(ROW, NONE).ok).toBe(true)
    expect(prepared.batch.begin(ROW, NONE)).toEqual({ ok: false, code: "E_IN_MATERIAL" })
  })

  test("nothing is prepared before the weights are open, or after the end", () => {
    const session = openSession(LABEL, weights)
    for (const party of session.parties) party.close()
    session.dealer.close()
    expect(session.parties[0].prepare(1, 1, [])).toEqual({ ok: false, code: "E_IN_MATERIAL" })
    expect(session.dealer.batch(1, 1)).toEqual({ ok: false, code: "E_IN_MATERIAL" })
  })

  test("weights are said once and read once", () => {
    const { parties, weightFrame } = openSession(LABEL, weights)
    expect(() => parties[1].weightFrame()).toThrow()
    expect(parties[0].readWeights(weightFrame)).toEqual({ ok: false, code: "E_IN_FRAME" })
  })
})

describe("[EI6] a frame is of its batch, its round, the other party, and of the length that the plan says", () => {
  test.each<[string, (frame: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>]>([
    ["another batch", (frame) => frame.with(0, 2)],
    ["another round", (frame) => frame.with(4, 2)],
    ["this party's own role", (frame) => frame.with(6, 0)],
    ["a byte that has no meaning", (frame) => frame.with(7, 1)],
    ["a byte less", (frame) => frame.slice(0, -1)],
    ["a byte more", (frame) => Uint8Array.of(...frame, 0)],
    ["nothing", () => NONE],
  ])("%s", (_, change) => {
    const { first, heard } = begun()
    expect(first.take(change(heard))).toEqual(REFUSED)
    // And nothing is said any more, to the right frame neither.
    expect(first.take(heard)).toEqual(REFUSED)
  })

  test("its own frame sent back, and a frame twice", () => {
    const { first, said } = begun()
    expect(first.take(said)).toEqual(REFUSED)
    const again = begun()
    expect(again.first.take(again.heard).ok).toBe(true)
    expect(again.first.take(again.heard)).toEqual(REFUSED)
  })

  test("weights of another length, and inputs of another shape", () => {
    const session = openSession(LABEL, weights)
    const prepared = session.parties[0].prepare(1, 1, [])
    if (!prepared.ok) throw new Error(prepared.code)
    expect(prepared.batch.begin(ROW.slice(1), NONE)).toEqual({ ok: false, code: "E_IN_SHAPE" })
    expect(prepared.batch.begin(ROW, new Uint8Array(1))).toEqual({ ok: false, code: "E_IN_SHAPE" })
    expect(() => openSession(LABEL, weights.slice(1))).toThrow(RangeError)
  })

  test("a frame at an odd offset is read like any other", () => {
    const { first, heard } = begun()
    const moved = new Uint8Array(heard.length + 1)
    moved.set(heard, 1)
    expect(first.take(moved.subarray(1)).ok).toBe(true)
  })
})

describe("[EI6] no bytes make a party, a dealer or a client throw", () => {
  const bytes = fc.uint8Array({ maxLength: 200 }).map((values) => Uint8Array.from(values))

  test("as a frame, as weights, as corrections, as labels, as shares", () => {
    fc.assert(
      fc.property(bytes, bytes, fc.nat(40), (some, others, rows) => {
        expect(begun().first.take(some)).toEqual(REFUSED)
        const session = openSession(SCORE, weights)
        expect(session.parties[1].readWeights(some).ok).toBe(false)
        expect(session.parties[1].prepare(1, 1, [some])).toEqual({ ok: false, code: "E_IN_MATERIAL" })
        expect(() => openLabels(LABEL, rows, [some, others])).not.toThrow()
        expect(() => openScores(LABEL, rows, [some, others])).not.toThrow()
        const own = { rows, bytes: new Uint8Array(28), compared: some }
        expect(openScore(own, others, 1).ok).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  test("as a payload of the right form: what comes out is wrong, and a label that is none is refused", () => {
    const random = unsafeSeededRandom("wrong")
    const codes = new Set<string>()
    const answers = turnsOf(batchCost(LABEL, 1).rounds).frames[1]
    for (let run = 0; run < 40; run++) {
      const { first } = begun()
      const steps = answers.map(({ bytes }, index) => first.take(forged(bytes, index + 1)))
      const last = steps.at(-1)
      if (!last?.ok || last.output?.kind !== "share") throw new Error("the batch did not end")
      const opened = openLabels(LABEL, 1, [last.output.share, Uint8Array.of((random(1)[0] ?? 0) & 7)])
      codes.add(opened.ok ? "a label" : opened.code)
    }
    expect(codes).toEqual(new Set(["E_IN_LABEL", "a label"]))

    function forged(length: number, number: number) {
      const forgery = random(FRAME_HEADER_BYTES + length)
      forgery.set([1, 0, 0, 0, number, 0, 1, 0])
      return forgery
    }
  })
})

test("[EI3] batches of different sizes run side by side, in any order of their frames", () => {
  const session = openSession(LABEL, weights)
  const batches = [1, 2].map((rows) => {
    const dealt = corrections(session, rows, rows)
    const input = new Int32Array(3 * rows)
    for (let row = 0; row < rows; row++) input.set(ROW, 3 * row)
    const running = session.parties.map((party, role) => {
      const prepared = party.prepare(rows, rows, role === 0 ? [] : [dealt])
      if (!prepared.ok) throw new Error(prepared.code)
      const begun = prepared.batch.begin(role === 0 ? input : new Int32Array(3 * rows), NONE)
      if (!begun.ok) throw new Error(begun.code)
      return begun.running
    })
    const said = running.map((one) => one.start())
    const shares: Uint8Array<ArrayBuffer>[] = []
    return { rows, running, said, shares }
  })
  for (let isGoing = true; isGoing; ) {
    isGoing = false
    for (const { running, said, shares } of batches.toReversed()) {
      const frames = said.map(frameOf)
      for (const [role, frame] of frames.entries()) {
        const stepped = frame && running[1 - role]?.take(frame)
        if (!stepped) continue
        isGoing = true
        said[1 - role] = stepped
        if (frames[1 - role] === undefined) said[role] = { ok: true, frame: undefined, output: undefined }
        if (stepped.ok && stepped.output?.kind === "share") shares.push(stepped.output.share)
      }
    }
  }
  const plain = runPlain(LABEL, weights, ROW)
  const [label = -1] = plain.ok ? labelsOf(LABEL, plain.scores) : []
  for (const { rows, shares } of batches) {
    const [some, others] = shares
    if (!some || !others) throw new Error("no shares")
    const opened = openLabels(LABEL, rows, [some, others])
    expect(opened.ok && [...opened.labels]).toEqual(Array.from({ length: rows }, () => label))
  }
})
