import type { InferenceSpec, RefusalCode } from "@tutti/protocol"
import { batchCost, planInference, weightBytes } from "@tutti/smpc"

/** What an encrypted inference will cost, before it begins: bytes and rounds exactly, time as a line allows it. */
export type InferenceEstimate = {
  readonly batches: number
  /** Of one batch: messages that each party waits for. */
  readonly roundsPerBatch: number
  /** That each party sends, without seals and envelopes. */
  readonly onlineBytes: number
  /** Of that, the masked weights, once in a run. */
  readonly weightBytes: number
  /** From the dealer to the model owner. */
  readonly dealerBytes: number
  /** In waiting for the line alone, with as many batches on their way as the terms allow. */
  readonly waitingSeconds: number
}

/**
 * @param rows ≥ 1
 * @param rttMs there and back between the two parties
 */
export function estimateInference(
  spec: Pick<InferenceSpec, "network" | "ringBits" | "fractionBits" | "output" | "batchRows" | "window">,
  rows: number,
  rttMs: number,
):
  | { readonly ok: true; readonly estimate: InferenceEstimate }
  | { readonly ok: false; readonly code: RefusalCode } {
  const planned = planInference(spec)
  if (!planned.ok) return { ok: false, code: planned.code }
  const { plan } = planned
  const batches = Math.ceil(rows / spec.batchRows)
  const last = rows - (batches - 1) * spec.batchRows
  const whole = batchCost(plan, spec.batchRows)
  const rest = batchCost(plan, last)
  const said = (cost: typeof whole) => cost.rounds.reduce((sum, round) => sum + round.bytes, 0)
  const weights = weightBytes(plan)
  const inTurn = Math.ceil(batches / spec.window) * whole.rounds.length
  return {
    ok: true,
    estimate: {
      batches,
      roundsPerBatch: whole.rounds.length,
      onlineBytes: weights + (batches - 1) * said(whole) + said(rest),
      weightBytes: weights,
      dealerBytes: (batches - 1) * whole.dealt + rest.dealt,
      waitingSeconds: (inTurn * rttMs) / 2_000,
    },
  }
}
