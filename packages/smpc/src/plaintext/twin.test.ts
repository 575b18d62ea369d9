import { ringKernels } from "@tutti/ring"
import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { encodeLabels } from "../client/encode.ts"
import { openLabels, openScores } from "../client/open.ts"
import { coverScore, openScore } from "../output/score.ts"
import { batchCost } from "../plan/cost.ts"
import type { Plan } from "../plan/plan.ts"
import { turnsOf } from "../plan/turns.ts"
import { anyPlan, elements, MLP, NETWORK2, planOf } from "../scenarios/networks.ts"
import { openSession, type RanBatch, runBatch, thresholdsOf } from "../scenarios/session.ts"
import { bytesToWords } from "../sharing/bytes.ts"
import { numbersOf } from "../sharing/numbers.ts"
import type { Words } from "../sharing/ring.ts"
import { shareBits, shareWords } from "../sharing/shares.ts"
import { labelsOf, runPlain } from "./twin.ts"

const kernels = ringKernels()
const random = unsafeSeededRandom("twin")
const ROWS = 3

type Case = { plan: Plan; weights: Words; inputs: Words; rows: number }

/** A plan with weights and rows whose values stay in range, or no case at all. */
const anyCase = (ringBits: 32 | 64, outputs: Parameters<typeof anyPlan>[1]) =>
  anyPlan(ringBits, outputs)
    .chain((plan) =>
      fc.record({
        plan: fc.constant(plan),
        weights: elements(plan, plan.parameters, 2 ** (plan.fractionBits - 1)),
        inputs: elements(plan, ROWS * plan.input, 2 ** plan.fractionBits),
        rows: fc.constant(ROWS),
      }),
    )
    .filter(({ plan, weights, inputs }) => runPlain(plan, weights, inputs).ok)

function onShares({ plan, weights, inputs, rows }: Case, labels?: Uint32Array) {
  const session = openSession(plan, weights, { kernels })
  const encoded = labels ? encodeLabels(plan, labels) : undefined
  const said = encoded?.ok ? shareBits(encoded.bytes, random) : undefined
  const ran = runBatch(session, 1, rows, shareWords(plan.ring, inputs, random), said)
  const plain = runPlain(plan, weights, inputs, thresholdsOf(session, 1, rows))
  if (!plain.ok) throw new Error(plain.code)
  return { session, ran, plain: plain.scores }
}

const sharesOf = ({ outputs: [first, second] }: RanBatch) => {
  if (first.kind !== "share" || second.kind !== "share") throw new Error("no shares")
  return [first.share, second.share] as const
}

function expectCost({ plan, rows }: Case, { frames, corrections }: RanBatch) {
  const cost = batchCost(plan, rows)
  const lengths = frames.map((said) => said.map((frame) => frame.length - 8))
  expect(lengths).toEqual(turnsOf(cost.rounds).frames.map((frames) => frames.map(({ bytes }) => bytes)))
  expect(corrections.length).toBe(cost.dealt)
}

describe("[EI4] on shares a network computes what it computes on plain numbers, rounded by the masks", () => {
  test.each([32, 64] as const)("any stack of layers, ℓ = %i: the same scores to the last bit", (bits) => {
    fc.assert(
      fc.property(anyCase(bits, ["scores"]), (given) => {
        const { ran, plain } = onShares(given)
        const { ring } = given.plan
        const [first, second] = sharesOf(ran)
        expect([...numbersOf(ring, ring.add(bytesToWords(first), bytesToWords(second)))]).toEqual([...plain])
        expect(openScores(given.plan, ROWS, [first, second])).toEqual({
          ok: true,
          scores: Float32Array.from(plain, (score) => score / 2 ** given.plan.fractionBits),
        })
        expectCost(given, ran)
      }),
      { numRuns: 150 },
    )
  })

  test.each([32, 64] as const)("any stack of layers, ℓ = %i: the same labels", (bits) => {
    fc.assert(
      fc.property(anyCase(bits, ["label"]), (given) => {
        const { ran, plain } = onShares(given)
        expect(openLabels(given.plan, ROWS, sharesOf(ran))).toEqual({
          ok: true,
          labels: labelsOf(given.plan, plain),
        })
        expectCost(given, ran)
      }),
      { numRuns: 60 },
    )
  })

  test("any stack of layers: the same score", () => {
    fc.assert(
      fc.property(
        anyCase(32, ["score"]),
        fc.array(fc.nat(), { minLength: ROWS, maxLength: ROWS }),
        (given, picks) => {
          const labels = Uint32Array.from(picks, (pick) => pick % given.plan.classes)
          const { session, ran, plain } = onShares(given, labels)
          const [first, second] = session.parties.map((party, role) => {
            const output = ran.outputs[role]
            if (output?.kind === "tally") party.count(1, output.tally)
            return party.score([])
          })
          if (!first?.ok || !second?.ok) throw new Error("no score")
          const correct = labelsOf(given.plan, plain).filter((label, row) => label === labels[row]).length
          expect(openScore(first.share, coverScore(second.share), ROWS)).toEqual({
            ok: true,
            correct,
            rows: ROWS,
          })
          expectCost(given, ran)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe("the networks that the bars are about", () => {
  const seeded = (count: number, magnitude: number, seed: string): Words =>
    bytesToWords(unsafeSeededRandom(seed)(4 * count)).map((word) => word % magnitude)

  test("784-500-10, fifty rows: labels, rounds and bytes", () => {
    const plan = planOf({ network: MLP, ringBits: 32, fractionBits: 11, output: "label" })
    const given = {
      plan,
      weights: seeded(plan.parameters, 200, "weights"),
      inputs: seeded(50 * plan.input, 2048, "inputs"),
      rows: 50,
    }
    const { ran, plain } = onShares(given)
    expect(openLabels(plan, 50, sharesOf(ran))).toEqual({ ok: true, labels: labelsOf(plan, plain) })
    expectCost(given, ran)
    const [client, owner] = ran.frames.map((frames) => frames.reduce((sum, { length }) => sum + length, 0))
    expect((client ?? Number.NaN) / 50).toBeLessThan(8_500)
    // The model owner masks no input.
    expect((owner ?? Number.NaN) / 50).toBeLessThan(3_500)
    expect(ran.corrections.length / 50).toBeLessThan(25_000)
  })

  test("784-500-10 with a score: two rounds more", () => {
    const plan = planOf({ network: MLP, ringBits: 32, fractionBits: 11, output: "score" })
    const { rounds, dealt } = batchCost(plan, 50)
    expect(rounds).toHaveLength(12)
    expect(turnsOf(rounds).ways).toBeLessThan(12)
    expect(rounds.reduce((sum, { bytes }) => sum + bytes[0], 0) / 50).toBeLessThan(8_500)
    expect(dealt / 50).toBeLessThan(25_000)
  })

  test("two convolutions with pools, two rows", () => {
    const plan = planOf({ network: NETWORK2, ringBits: 32, fractionBits: 10, output: "label" })
    const given = {
      plan,
      weights: seeded(plan.parameters, 100, "weights"),
      inputs: seeded(2 * plan.input, 1024, "inputs"),
      rows: 2,
    }
    const { ran, plain } = onShares(given)
    expect(openLabels(plan, 2, sharesOf(ran))).toEqual({ ok: true, labels: labelsOf(plan, plain) })
    expectCost(given, ran)
    // Two blocks of 13, five of the dense layer with its ReLU, five of the last one with the argmax.
    expect(batchCost(plan, 2).rounds).toHaveLength(36)
  })
})
