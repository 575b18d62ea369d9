import type { Random } from "@tutti/crypto"
import type { Network, RefusalCode } from "@tutti/protocol"
import type { RingKernels } from "@tutti/ring"
import {
  Dealer,
  encodeInputs,
  encodeWeights,
  newSeed,
  openLabels,
  Party,
  planInference,
  type RunningBatch,
  type Stepped,
  sessionIdOf,
} from "@tutti/smpc"

type Bytes = Uint8Array<ArrayBuffer>

/** A batch that dealer and both parties computed within one tab. */
export type Rehearsed = {
  readonly rows: number
  /** Of all three together, without a network: before the first batch, and for the batch. */
  readonly setupMs: number
  readonly batchMs: number
  /** [rows] */
  readonly labels: Uint32Array
}

/** What is computed, with images that it is tried on. */
export type Rehearsal = {
  readonly network: Network
  readonly fractionBits: number
  readonly weights: Float32Array
  /** [rows, input] */
  readonly images: Float32Array
}

export type RehearsalTools = { readonly kernels: RingKernels; readonly random: Random; nowMs(): number }

const NOTHING = new Uint8Array(0)

/**
 * The real thing without a network: how long its computation takes on this machine, and whether shares give the labels that
 * plain numbers give. Nothing of it is used again.
 * @returns E_IN_RANGE for weights that the fixed point cannot hold, E_IN_PLAN for what cannot be computed on shares.
 */
export function rehearse(
  { network, fractionBits, weights, images }: Rehearsal,
  { kernels, random, nowMs }: RehearsalTools,
): { ok: true; rehearsed: Rehearsed } | { ok: false; code: RefusalCode } {
  const planned = planInference({ network, ringBits: 32, fractionBits, output: "label" })
  if (!planned.ok) return planned
  const { plan } = planned
  const opened = nowMs()
  const encodedWeights = encodeWeights(plan, weights)
  if (!encodedWeights.ok) return encodedWeights
  const encodedInputs = encodeInputs(plan, images)
  if (!encodedInputs.ok) return encodedInputs
  const rows = images.length / plan.input
  const sessionId = sessionIdOf([random(32), random(32), random(32)])
  const seeds = [newSeed(random), newSeed(random)] as const
  const dealer = new Dealer({ plan, sessionId, seeds, kernels })
  const common = { plan, sessionId, kernels, minimumRows: 1 }
  const [weightWords, images0] = [encodedWeights.words, encodedInputs.words]
  const client = new Party({ ...common, seat: { role: 0 }, seed: seeds[0] })
  const owner = new Party({ ...common, seat: { role: 1, weights: weightWords }, seed: seeds[1] })
  went(client.readWeights(owner.weightFrame()))
  const began = nowMs()
  const { corrections } = went(dealer.batch(1, rows))
  const begin = (party: Party, dealt: readonly Bytes[], input: Int32Array<ArrayBuffer>) =>
    went(went(party.prepare(1, rows, dealt)).batch.begin(input, NOTHING)).running
  const shares = exchange(
    begin(client, [], images0),
    begin(owner, [corrections], new Int32Array(images0.length)),
  )
  const { labels } = went(openLabels(plan, rows, shares))
  const batchMs = nowMs() - began
  for (const one of [dealer, client, owner]) one.close()
  return { ok: true, rehearsed: { rows, setupMs: began - opened, batchMs, labels } }
}

/** Hands each party's frames to the other until both are done. */
function exchange(client: RunningBatch, owner: RunningBatch): [Bytes, Bytes] {
  let [ours, theirs] = [went(client.start()), went(owner.start())]
  while (ours.frame || theirs.frame) {
    const [said, heard] = [ours.frame, theirs.frame]
    ours = heard ? went(client.take(heard)) : { ...ours, frame: undefined }
    theirs = said ? went(owner.take(said)) : { ...theirs, frame: undefined }
  }
  return [shareOf(ours), shareOf(theirs)]
}

function shareOf({ output }: Extract<Stepped, { ok: true }>): Bytes {
  if (output?.kind !== "share") throw new Error("bug: a rehearsal ended without an answer")
  return output.share
}

type Answered = { readonly ok: true } | { readonly ok: false; readonly code: RefusalCode }

/** All three are this tab: none of them has a reason to refuse another. */
function went<Answer extends Answered>(answer: Answer): Extract<Answer, { readonly ok: true }> {
  if (isGood(answer)) return answer
  throw new Error("bug: a rehearsal was refused", { cause: answer })
}

const isGood = <Answer extends Answered>(answer: Answer): answer is Extract<Answer, { readonly ok: true }> =>
  answer.ok
