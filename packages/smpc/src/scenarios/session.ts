import { type RingKernels, scalarKernels } from "@tutti/ring"
import { unsafeSeededRandom } from "@tutti/testkit"
import { Dealer } from "../dealer/dealer.ts"
import type { BatchOutput } from "../output/batch-output.ts"
import { Party } from "../party/party.ts"
import type { RunningBatch } from "../party/running-batch.ts"
import type { Threshold } from "../plaintext/twin.ts"
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
  readonly weightFrames: Pair<Bytes>
  /** What the parties' and the dealer's streams come from. */
  readonly keys: Pair<Bytes>
}

/** Two parties and a dealer in one process, weights opened. @param weights shares of both parties */
export function openSession(
  plan: Plan,
  weights: Pair<Words>,
  { seed = "session", minimumRows = 1, kernels = scalarKernels() }: SessionOptions = {},
): Session {
  const random = unsafeSeededRandom(seed)
  const sessionId = sessionIdOf([random(32), random(32), random(32)])
  const seeds = [newSeed(random), newSeed(random)] as const
  const dealer = new Dealer({ plan, sessionId, seeds, kernels })
  const party = (role: 0 | 1) =>
    new Party({ plan, role, sessionId, seed: seeds[role], kernels, weights: weights[role], minimumRows })
  const parties = [party(0), party(1)] as const
  const weightFrames = [parties[0].weightFrame(), parties[1].weightFrame()] as const
  for (const [index, own] of parties.entries()) {
    const opened = own.openWeights((index === 0 ? weightFrames[1] : weightFrames[0]).slice())
    if (!opened.ok) throw new Error(opened.code)
  }
  const keys = [streamKey(seeds[0], sessionId, 0), streamKey(seeds[1], sessionId, 1)] as const
  return { plan, dealer, parties, weightFrames, keys }
}

type SessionOptions = { seed?: string; minimumRows?: number; kernels?: RingKernels }

export type RanBatch = {
  readonly outputs: Pair<BatchOutput>
  /** Frames of party 0 and party 1, round by round. */
  readonly rounds: readonly Pair<Bytes>[]
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
    const prepared = parties[role].prepare(batch, rows, role === 0 ? new Uint8Array(0) : dealt.corrections)
    if (!prepared.ok) throw new Error(prepared.code)
    const begun = prepared.batch.begin(inputs[role], labels[role])
    if (!begun.ok) throw new Error(begun.code)
    return begun.running
  }
  const [first, second] = [begin(0), begin(1)]
  const rounds: Pair<Bytes>[] = []
  let [ours, theirs] = [first.start(), second.start()]
  while (ours.kind === "sends" && theirs.kind === "sends") {
    const frames = [ours.frame.slice(), theirs.frame.slice()] as const
    rounds.push(frames)
    ours = first.take(frames[1].slice())
    theirs = second.take(frames[0].slice())
  }
  if (ours.kind !== "done" || theirs.kind !== "done") throw new Error(`${ours.kind} and ${theirs.kind}`)
  return { outputs: [ours.output, theirs.output], rounds, corrections: dealt.corrections }
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
