import type { Network, NetworkLayer } from "@tutti/protocol"
import { ringKernels } from "@tutti/ring"
import {
  Dealer,
  encodeInputs,
  encodeWeights,
  newSeed,
  Party,
  planInference,
  type Stepped,
  sessionIdOf,
  type Words,
} from "@tutti/smpc"
import { unsafeSeededRandom } from "@tutti/testkit"

/* The computation on shares alone: a dealer and two parties that hand each other their frames, nothing between them. */

/** Seconds of CPU of one batch. A party's is what it prepares and what it does with the input. */
export type BatchCpu = { dealer: number; parties: readonly [number, number] }

type Side = 0 | 1

const WARM_BATCHES = 8

/** Digits of 28 × 28 through dense layers with ReLUs between them, ending in ten classes. */
export const denseNetwork = (widths: readonly number[]): Network => ({
  input: { height: 28, width: 28, channels: 1 },
  layers: [
    ...widths.flatMap((units): NetworkLayer[] => [{ kind: "dense", units }, { kind: "relu" }]),
    { kind: "dense", units: 10 },
  ],
})

/**
 * A session whose images are party 0's and whose weights party 1's, opened, with the first batches behind it: the engine
 * compiles loops anew while they are young.
 * @returns what computes the next batch of `rows` images and says what it took.
 */
export function engineSession(network: Network, rows: number): () => BatchCpu {
  const planned = planInference({ network, ringBits: 32, fractionBits: 11, output: "label" })
  if (!planned.ok) throw new Error(`the network is refused: ${planned.code}`)
  const { plan } = planned
  const random = unsafeSeededRandom("engine")
  const kernels = ringKernels()
  const sessionId = sessionIdOf([random(32), random(32), random(32)])
  const seeds = [newSeed(random), newSeed(random)] as const
  const images = words(encodeInputs(plan, wave(rows * plan.input, 0.5)))
  const weights = words(encodeWeights(plan, wave(plan.parameters, 0.05)))
  const dealer = new Dealer({ plan, sessionId, seeds, kernels })
  const common = { plan, sessionId, kernels, minimumRows: 1 }
  const parties = [
    new Party({ ...common, seat: { role: 0 }, seed: seeds[0] }),
    new Party({ ...common, seat: { role: 1, weights }, seed: seeds[1] }),
  ] as const
  if (!parties[0].readWeights(parties[1].weightFrame()).ok) throw new Error("the weights were refused")

  let batch = 0
  const next = (): BatchCpu => {
    batch += 1
    const cpu = { dealer: 0, parties: [0, 0] as [number, number] }
    const dealt = timed(
      () => dealer.batch(batch, rows),
      (seconds) => {
        cpu.dealer = seconds
      },
    )
    if (!dealt.ok) throw new Error(dealt.code)
    const by = <Result>(role: Side, work: () => Result) =>
      timed(work, (seconds) => {
        cpu.parties[role] += seconds
      })
    const begin = (role: Side) =>
      by(role, () => {
        const prepared = parties[role].prepare(batch, rows, role === 0 ? [] : [dealt.corrections])
        if (!prepared.ok) throw new Error(prepared.code)
        const input = role === 0 ? images : new Int32Array(images.length)
        const begun = prepared.batch.begin(input, new Uint8Array(0))
        if (!begun.ok) throw new Error(begun.code)
        return begun.running
      })
    const running = [begin(0), begin(1)] as const
    const done: Side[] = []
    const waiting: { readonly to: Side; readonly frame: Uint8Array<ArrayBuffer> }[] = []
    const follow = (role: Side, stepped: Stepped) => {
      if (!stepped.ok) throw new Error(stepped.code)
      if (stepped.output) done.push(role)
      if (stepped.frame) waiting.push({ to: role === 0 ? 1 : 0, frame: stepped.frame })
    }
    for (const role of [0, 1] as const)
      follow(
        role,
        by(role, () => running[role].start()),
      )
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { to, frame } = next
      follow(
        to,
        by(to, () => running[to].take(frame)),
      )
    }
    if (done.length !== 2) throw new Error("the batch did not end")
    return cpu
  }
  for (let warm = 0; warm < WARM_BATCHES; warm++) next()
  return next
}

function timed<Result>(work: () => Result, spent: (seconds: number) => void): Result {
  const before = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(before)
  spent((user + system) / 1e6)
  return result
}

/** Numbers between −size and size, the same in every run. */
function wave(count: number, size: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => size * Math.sin(index))
}

function words(encoded: ReturnType<typeof encodeInputs>): Words {
  if (!encoded.ok) throw new Error(encoded.code)
  return encoded.words
}
