import { ringKernels } from "@tutti/ring"
import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { expect, test } from "vitest"
import { openLabels } from "../client/open.ts"
import { labelsOf, runPlain } from "../plaintext/twin.ts"
import { planOf } from "../scenarios/networks.ts"
import { openSession, thresholdsOf } from "../scenarios/session.ts"
import { wordsOf } from "../sharing/numbers.ts"
import type { Stepped } from "./running-batch.ts"

/* Long vectors, so that batches side by side use each other's released memory. */

const ROWS = 20
const BATCHES = 5
const PLAN = planOf({
  network: {
    input: { height: 6, width: 6, channels: 1 },
    layers: [{ kind: "dense", units: 24 }, { kind: "relu" }, { kind: "dense", units: 5 }],
  },
  ringBits: 32,
  fractionBits: 8,
  output: "label",
})

/** Numbers that are the same for the same seed, of 9 bits. */
function numbers(seed: string, count: number) {
  const bytes = unsafeSeededRandom(seed)(count)
  return wordsOf(
    PLAN.ring,
    Float64Array.from(bytes, (byte) => 2 * (byte - 128)),
  )
}

test("[EI3] whichever frame comes next, no batch computes with another's memory", () => {
  const weights = numbers("weights", PLAN.parameters)
  const order = fc.array(fc.nat(), { minLength: 200, maxLength: 200 })
  fc.assert(
    fc.property(fc.string(), order, (seed, order) => {
      const session = openSession(PLAN, weights, { seed, kernels: ringKernels() })
      const shares = new Map<number, Map<number, Uint8Array<ArrayBuffer>>>()
      const waiting: (() => void)[] = []
      const inputs = new Map<number, ReturnType<typeof numbers>>()
      const begin = (batch: number) => () => {
        const dealt = session.dealer.batch(batch, ROWS)
        if (!dealt.ok) throw new Error(dealt.code)
        const input = numbers(`${seed} ${batch}`, ROWS * PLAN.input)
        inputs.set(batch, input.slice())
        const running = session.parties.map((party, role) => {
          const prepared = party.prepare(batch, ROWS, role === 0 ? [] : [dealt.corrections])
          if (!prepared.ok) throw new Error(prepared.code)
          const begun = prepared.batch.begin(
            role === 0 ? input : new Int32Array(input.length),
            new Uint8Array(0),
          )
          if (!begun.ok) throw new Error(begun.code)
          return begun.running
        })
        const follow = (role: number, stepped: Stepped) => {
          if (!stepped.ok) throw new Error(stepped.code)
          const { frame, output } = stepped
          if (frame) waiting.push(() => follow(1 - role, running[1 - role]?.take(frame) as Stepped))
          if (output?.kind === "share")
            shares.set(batch, (shares.get(batch) ?? new Map()).set(role, output.share))
        }
        running.forEach((one, role) => {
          follow(role, one.start())
        })
        if (batch < BATCHES) waiting.push(begin(batch + 1))
      }
      waiting.push(begin(1))
      for (let step = 0; waiting.length > 0; step++)
        waiting.splice((order[step % order.length] ?? 0) % waiting.length, 1)[0]?.()

      for (const [batch, input] of inputs) {
        const [first, second] = [shares.get(batch)?.get(0), shares.get(batch)?.get(1)]
        if (!first || !second) throw new Error("a batch did not end")
        const opened = openLabels(PLAN, ROWS, [first, second])
        const plain = runPlain(PLAN, weights, input, thresholdsOf(session, batch, ROWS))
        expect(opened.ok && plain.ok && [...opened.labels]).toEqual(
          plain.ok && [...labelsOf(PLAN, plain.scores)],
        )
      }
      expect(shares.size).toBe(BATCHES)
    }),
    { numRuns: 20, seed: 20_261_122 },
  )
})
