import type { InferenceSpec, RefusalCode } from "@tutti/protocol"
import { copiesIn, mostOrdered } from "@tutti/sessions/inference"
import { batchCost, planInference, turnsOf, weightBytes } from "@tutti/smpc"

/** What an encrypted inference will cost, before it begins: bytes and rounds exactly, time as a line allows it. */
export type InferenceEstimate = {
  /** Secret copies included. */
  readonly rows: number
  readonly batches: number
  /** Of one batch: frames that wait for one another, each a way from one party to the other. */
  readonly roundsPerBatch: number
  /** That the party sends which sends more, without seals and envelopes. */
  readonly onlineBytes: number
  /** The masked weights, which the model owner sends once in a run. */
  readonly weightBytes: number
  /** From the dealer to the model owner. */
  readonly dealerBytes: number
  /** In waiting for the line alone, with as many batches on their way as terms and line allow. */
  readonly waitingSeconds: number
}

/**
 * @param rows ≥ 1, of one question; its copies are added
 * @param rttMs there and back between the two parties
 */
export function estimateInference(
  spec: Pick<
    InferenceSpec,
    "network" | "ringBits" | "fractionBits" | "output" | "batchRows" | "canaryRows" | "window"
  >,
  rows: number,
  rttMs: number,
):
  | { readonly ok: true; readonly estimate: InferenceEstimate }
  | { readonly ok: false; readonly code: RefusalCode } {
  const planned = planInference(spec)
  if (!planned.ok) return { ok: false, code: planned.code }
  const { plan } = planned
  const atOnce = Math.min(spec.window, mostOrdered(plan, spec))
  if (atOnce === 0) return { ok: false, code: "E_IN_BATCH" }
  const all = rows + copiesIn(rows, spec.canaryRows)
  const batches = Math.ceil(all / spec.batchRows)
  const last = all - (batches - 1) * spec.batchRows
  const whole = batchCost(plan, spec.batchRows)
  const rest = batchCost(plan, last)
  const said = (role: 0 | 1, { rounds }: typeof whole) =>
    rounds.reduce((sum, { bytes }) => sum + bytes[role], 0)
  const saidBy = (role: 0 | 1) => (batches - 1) * said(role, whole) + said(role, rest)
  const weights = weightBytes(plan)
  const { ways } = turnsOf(whole.rounds)
  const inTurn = Math.ceil(batches / atOnce) * ways
  return {
    ok: true,
    estimate: {
      rows: all,
      batches,
      roundsPerBatch: ways,
      onlineBytes: Math.max(saidBy(0), weights + saidBy(1)),
      weightBytes: weights,
      dealerBytes: (batches - 1) * whole.dealt + rest.dealt,
      waitingSeconds: (inTurn * rttMs) / 2_000,
    },
  }
}
