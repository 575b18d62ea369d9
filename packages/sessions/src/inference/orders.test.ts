import { type InferenceSeat, type InferenceSpec, LIMITS, type Network } from "@tutti/protocol"
import { scalarKernels } from "@tutti/ring"
import {
  batchCost,
  encodeInputs,
  encodeWeights,
  type Plan,
  planInference,
  sessionIdOf,
  turnsOf,
} from "@tutti/smpc"
import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { mostOrdered } from "./orders.ts"
import { ClientRun } from "./roles/client-run.ts"
import { DealerRun } from "./roles/dealer-run.ts"
import { OwnerRun } from "./roles/owner-run.ts"
import type { Addressed, Heard, RoleRun, RoleSetup } from "./roles/role-run.ts"
import { Stage, values } from "./scenarios/stage.ts"
import { checkInference, hashInference } from "./terms.ts"

function planOf(network: Network): Plan {
  const planned = planInference({ network, ringBits: 32, fractionBits: 10, output: "label" })
  if (!planned.ok) throw new Error(planned.code)
  return planned.plan
}

const digits = { height: 28, width: 28, channels: 1 }
const dense = (units: number) => ({ kind: "dense", units }) as const
const convolution = (filters: number) =>
  ({ kind: "conv2d", filters, kernel: 5, stride: 1, padding: "valid" }) as const
const relu = { kind: "relu" } as const
const halve = { kind: "max-pool", size: 2, stride: 2 } as const
const mlp = planOf({ input: digits, layers: [dense(500), relu, dense(10)] })
const lenet = planOf({
  input: digits,
  layers: [convolution(20), halve, relu, convolution(50), halve, relu, dense(500), relu, dense(10)],
})

describe("[EI27] a client orders no further ahead than a line carries", () => {
  test("the corrections of all that is ordered and a frame of each batch fit into one queue", () => {
    const hidden = fc.integer({ min: 1, max: 3_000 })
    const terms = { batchRows: fc.integer({ min: 1, max: 1_000 }), window: fc.integer({ min: 1, max: 16 }) }
    fc.assert(
      fc.property(hidden, fc.record(terms), (units, { batchRows, window }) => {
        const plan = planOf({ input: digits, layers: [dense(units), relu, dense(10)] })
        const most = mostOrdered(plan, { batchRows, window })
        const { rounds, dealt } = batchCost(plan, batchRows)
        const frame = Math.max(...turnsOf(rounds).frames.flatMap((said) => said.map(({ bytes }) => bytes)))
        const inQueue = (batches: number) => batches * (dealt + frame)
        expect(most).toBeLessThanOrEqual(window + 2)
        expect(inQueue(most)).toBeLessThan(LIMITS.queueBytes)
        if (most < window + 2) expect(inQueue(most + 1)).toBeGreaterThan(0.9 * LIMITS.queueBytes)
      }),
      { numRuns: 40 },
    )
  })

  test("784-500-10: all that the terms say; LeNet, of which fifty rows are 34 MB: three batches", () => {
    expect(mostOrdered(mlp, { batchRows: 50, window: 3 })).toBe(5)
    expect(mostOrdered(lenet, { batchRows: 50, window: 3 })).toBe(3)
    expect(mostOrdered(lenet, { batchRows: 150, window: 1 })).toBe(1)
  })

  test.each<[string, Plan, Pick<InferenceSpec, "batchRows" | "window">]>([
    ["corrections", lenet, { batchRows: 250, window: 1 }],
    [
      "a frame",
      planOf({ input: { height: 1, width: 65_536, channels: 1 }, layers: [dense(2)] }),
      { batchRows: 257, window: 1 },
    ],
  ])("%s of one batch that are more than that: none", (_, plan, terms) => {
    expect(mostOrdered(plan, terms)).toBe(0)
  })

  test("such terms are refused before anything is said: E_IN_BATCH", async () => {
    const { spec } = await Stage.of()
    const network = { input: digits, layers: [dense(9_000), relu, dense(2)] }
    const checked = (batchRows: number) => {
      const terms = { ...spec, network, batchRows }
      return checkInference(terms, hashInference(terms), "", async () => true)
    }
    expect(await checked(50)).toMatchObject({ ok: true, terms: { mostOrdered: 4 } })
    expect(await checked(500)).toEqual({ ok: false, code: "E_IN_BATCH" })
  })

  test.each([1, 2, 4])(
    "at most %i batches are ordered and not answered, and all are answered",
    async (most) => {
      const { spec, weights } = await Stage.of()
      const { network } = spec
      const plan = planOf(network)
      const random = unsafeSeededRandom("orders")
      const setup: RoleSetup = {
        terms: { spec, hash: hashInference(spec), plan, mostOrdered: most },
        sessionId: sessionIdOf([random(32), random(32), random(32)]),
        kernels: scalarKernels(),
        random,
      }
      const encoded = encodeWeights(plan, weights)
      const row = encodeInputs(plan, values(plan.input, 1, "a row"))
      if (!encoded.ok || !row.ok) throw new Error("encoded")
      let [answered, closed] = [0, false]
      const events = {
        answered: () => void answered++,
        closed: () => {
          closed = true
        },
      }
      const client = new ClientRun(setup, events)
      const roles: Record<InferenceSeat, RoleRun> = {
        client,
        owner: new OwnerRun(setup, encoded.words),
        dealer: new DealerRun(setup),
      }
      const post: { from: InferenceSeat; addressed: Addressed }[] = []
      const posted = (from: InferenceSeat, heard: Heard) => {
        if (!heard.ok) throw new Error(heard.code)
        post.push(...heard.letters.map((addressed) => ({ from, addressed })))
      }
      for (const seat of ["dealer", "client", "owner"] as const)
        posted(seat, { ok: true, letters: roles[seat].begin() })
      const tasks = Array.from({ length: 9 }, () => ({
        rows: 1,
        images: row.words,
        labels: new Uint8Array(0),
      }))
      posted("client", client.want({ tasks, sources: [...tasks.keys()], copies: [] }))
      posted("client", client.finish())
      let [ordered, open] = [0, 0]
      for (let next = post.shift(); next !== undefined; next = post.shift()) {
        const { from, addressed } = next
        if (addressed.letter.kind === "order" && addressed.to === "dealer") ordered++
        open = Math.max(open, ordered - answered)
        posted(addressed.to, roles[addressed.to].hear(from, addressed.letter))
      }
      expect({ ordered, answered, open, closed }).toEqual({
        ordered: 9,
        answered: 9,
        open: most,
        closed: true,
      })
    },
  )
})
