import type { InferenceSpec, RefusalCode } from "@tutti/protocol"
import { estimateInference, type InferenceEstimate } from "@tutti/sdk/inference"
import type { CostEstimate } from "./api.ts"

/** A set large enough for the masked weights, said once, to weigh next to nothing. */
const MANY = 1_000
/**
 * Ways from one to another beside the rounds of the batches: the run is offered, keys are said, seeds and weights sent,
 * a batch ordered and dealt for, the other half of the answer sent, and the run closed on both sides.
 */
const AROUND = 9

/** What was measured before the start. */
export type Measured = {
  /** From this tab to the relay and back: as long as a letter takes from one party over the relay to the other. */
  readonly rttMs: number
  /** What dealer and both parties together compute: once in a run, and for one image. */
  readonly setupMs: number
  readonly computeMs: number
}

type Declared = Pick<
  InferenceSpec,
  "network" | "ringBits" | "fractionBits" | "output" | "batchRows" | "canaryRows" | "window"
>

/**
 * What a run will cost, secret copies included: rounds and bytes exactly but for seals and headers, times as far as they are known. The three
 * compute one after the other here, as on one machine; on three of their own it is less.
 */
export function estimateCost(
  spec: Declared,
  { rttMs, setupMs, computeMs }: Measured,
): { readonly ok: true; readonly value: CostEstimate } | { readonly ok: false; readonly code: RefusalCode } {
  const single = estimateInference(spec, 1, 2 * rttMs)
  if (!single.ok) return single
  const many = estimateInference(spec, MANY, 2 * rttMs)
  if (!many.ok) return many
  const ms = ({ waitingSeconds, rows }: InferenceEstimate) =>
    1_000 * waitingSeconds + AROUND * rttMs + setupMs + rows * computeMs
  const value = {
    rttMs,
    single: single.estimate,
    many: { ...many.estimate, images: MANY },
    singleMs: ms(single.estimate),
    manyMsPerImage: ms(many.estimate) / MANY,
  }
  return { ok: true, value }
}
