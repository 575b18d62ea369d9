import { concatBytes, type RingKernels, scalarKernels } from "@tutti/ring"
import { unsafeSeededRandom } from "@tutti/testkit"
import { Dealer } from "../dealer/dealer.ts"
import type { BatchOutput } from "../output/batch-output.ts"
import { FRAME_HEADER_BYTES } from "../party/frame.ts"
import { Party, type PartySetup } from "../party/party.ts"
import type { RunningBatch, Stepped } from "../party/running-batch.ts"
import type { Threshold } from "../plaintext/twin.ts"
import { batchCost } from "../plan/cost.ts"
import type { Plan } from "../plan/plan.ts"
import { layerStream } from "../preprocessing/mask-stream.ts"
import { newSeed, sessionIdOf, streamKey } from "../preprocessing/seed.ts"
import type { Words } from "../sharing/ring.ts"

type Bytes = Uint8Array<ArrayBuffer>
type Pair<Value> = readonly [Value, Value]

export type Session = {
  readonly plan: Plan
  readonly dealer: Dealer
  readonly parties: Pair<Party>
  /** Party 1's. */
  readonly weightFrame: Bytes
  /** What the parties' and the dealer's streams come from. */
  readonly keys: Pair<Bytes>
}

/** Two parties and a dealer in one process, with the masked weights said. @param weights party 1's */
export function openSession(
  plan: Plan,
  weights: Words,
  { seed = "session", minimumRows = 1, kernels = scalarKernels() }: SessionOptions = {},
): Session {
  const random = unsafeSeededRandom(seed)
  const sessionId = sessionIdOf([random(32), random(32), random(32)])
  const seeds = [newSeed(random), newSeed(random)] as const
  const dealer = new Dealer({ plan, sessionId, seeds, kernels })
  const party = (seat: PartySetup["seat"]) =>
    new Party({ plan, seat, sessionId, seed: seeds[seat.role], kernels, minimumRows })
  const parties = [party({ role: 0 }), party({ role: 1, weights })] as const
  const weightFrame = parties[1].weightFrame()
  const read = parties[0].readWeights(weightFrame.slice())
  if (!read.ok) throw new Error(read.code)
  const keys = [streamKey(seeds[0], sessionId, 0), streamKey(seeds[1], sessionId, 1)] as const
  return { plan, dealer, parties, weightFrame, keys }
}

type SessionOptions = { seed?: string; minimumRows?: number; kernels?: RingKernels }

export type RanBatch = {
  readonly outputs: Pair<BatchOutput>
  /** Of party 0 and party 1, in order. */
  readonly frames: Pair<readonly Bytes[]>
  readonly corrections: Bytes
}

/** One batch, from the dealer to the output. @param labels shares of the encoded labels, for a score */
export function runBatch(
  { dealer, parties }: Session,
  batch: number,
  rows: number,
  inputs: Pair<Words>,
  labels: Pair<Bytes> = [new Uint8Array(0), new Uint8Array(0)],
): RanBatch {
  const dealt = dealer.batch(batch, rows)
  if (!dealt.ok) throw new Error(dealt.code)
  const begin = (role: 0 | 1): RunningBatch => {
    const prepared = parties[role].prepare(batch, rows, role === 0 ? [] : [dealt.corrections])
    if (!prepared.ok) throw new Error(prepared.code)
    const begun = prepared.batch.begin(inputs[role], labels[role])
    if (!begun.ok) throw new Error(begun.code)
    return begun.running
  }
  return { ...converse([begin(0), begin(1)]), corrections: dealt.corrections }
}

/** Hands each party what the other one says until both are done. */
function converse(running: Pair<RunningBatch>): Omit<RanBatch, "corrections"> {
  const frames: Pair<Bytes[]> = [[], []]
  const outputs: [BatchOutput?, BatchOutput?] = []
  const waiting: { readonly to: 0 | 1; readonly frame: Bytes }[] = []
  const follow = (role: 0 | 1, stepped: Stepped) => {
    if (!stepped.ok) throw new Error(stepped.code)
    if (stepped.output) outputs[role] = stepped.output
    if (stepped.frame === undefined) return
    frames[role].push(stepped.frame.slice())
    waiting.push({ to: role === 0 ? 1 : 0, frame: stepped.frame.slice() })
  }
  follow(0, running[0].start())
  follow(1, running[1].start())
  for (let next = waiting.shift(); next; next = waiting.shift())
    follow(next.to, running[next.to].take(next.frame))
  const [first, second] = outputs
  if (!first || !second) throw new Error("both parties wait")
  return { outputs: [first, second], frames }
}

/** What a party said, round by round. */
export function saidInRounds(plan: Plan, rows: number, role: 0 | 1, frames: readonly Bytes[]): Bytes[] {
  const said = concatBytes(...frames.map((frame) => frame.subarray(FRAME_HEADER_BYTES)))
  let at = 0
  return batchCost(plan, rows).rounds.map(({ bytes }) => {
    const start = at
    at += bytes[role]
    return said.slice(start, at)
  })
}

/** What the masks of one batch round each value by: known to nobody but a test. */
export function thresholdsOf({ plan, keys }: Session, batch: number, rows: number): Threshold {
  const { ring } = plan
  const fractions = plan.steps.map((step, layer) => {
    if (step.kind !== "truncate" && step.kind !== "rectify") return new Float64Array(0)
    const [first, second] = keys.map((key) =>
      ring.uniform(
        layerStream(scalarKernels(), key, batch, layer).next("wireMask", rows * step.count * ring.words),
      ),
    )
    const masks = first && second ? ring.add(first, second) : new Int32Array(0)
    return Float64Array.from(
      { length: rows * step.count },
      (_, element) => ((masks[element * ring.words] ?? 0) >>> 0) % 2 ** step.gate.shift,
    )
  })
  return (step, element) => fractions[step]?.[element] ?? 0
}
