import { applyUpdate, clipUpdate, difference, distance } from "@tutti/learning"
import type { RefusalCode, TrainingPlan } from "@tutti/protocol"
import type { DeclaredMember } from "./state.ts"

/** An update as it arrived: the weights after local training, and what the owner says about it. */
export type ArrivedUpdate = {
  readonly examples: number
  readonly trainLoss: number
  /** [parameters] */
  readonly weights: Float32Array
}

export type CheckedUpdate =
  | {
      ok: true /** [parameters] as it came, or nearer to the base where the plan clips. */
      trained: Float32Array
    }
  | { ok: false; code: RefusalCode }

/**
 * What a door can know about an update without its owner's data: its shape, that it is made of numbers, how far it
 * goes, and that it weighs as many rows as its owner declared.
 * @param base [parameters] the weights that the owner was asked to train from.
 */
export function checkUpdate(
  { examples, trainLoss, weights }: ArrivedUpdate,
  base: Float32Array,
  { trainingRows }: DeclaredMember,
  { maxUpdateNorm, clipNorm }: TrainingPlan,
): CheckedUpdate {
  if (weights.length !== base.length) return { ok: false, code: "E_SHAPE" }
  if (examples !== trainingRows) return { ok: false, code: "E_EXAMPLES" }
  const updateNorm = distance(weights, base)
  if (!Number.isFinite(trainLoss) || !Number.isFinite(updateNorm)) return { ok: false, code: "E_NOT_FINITE" }
  if (updateNorm > maxUpdateNorm) return { ok: false, code: "E_NORM" }
  if (clipNorm === undefined || updateNorm <= clipNorm) return { ok: true, trained: weights }
  return { ok: true, trained: applyUpdate(base, clipUpdate(difference(weights, base), clipNorm)) }
}
