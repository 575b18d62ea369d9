import { clipUpdate, difference, firstNonFinite, norm } from "@tutti/learning"
import type { RefusalCode, TrainingPlan } from "@tutti/protocol"
import type { Member } from "./state.ts"

/** An update as it arrived: the weights after local training, and what the owner says about it. */
export type ArrivedUpdate = {
  readonly examples: number
  readonly trainLoss: number
  readonly trainAccuracy: number | null
  /** [parameters] */
  readonly weights: Float32Array
}

export type CheckedUpdate =
  | {
      ok: true /** [parameters] trained − global, clipped where the plan says so. */
      update: Float32Array
      clipped: boolean
    }
  | { ok: false; code: RefusalCode }

/**
 * What a door can know about an update without its owner's data: its shape, that it is made of numbers, how far it
 * goes, and that it weighs as many rows as its owner declared.
 * @param base [parameters] the weights that the owner was asked to train from.
 */
export function checkUpdate(
  arrived: ArrivedUpdate,
  base: Float32Array,
  member: Member,
  { maxUpdateNorm, clipNorm }: TrainingPlan,
): CheckedUpdate {
  if (arrived.weights.length !== base.length) return { ok: false, code: "E_SHAPE" }
  if (arrived.examples !== member.trainingRows) return { ok: false, code: "E_EXAMPLES" }
  if (!Number.isFinite(arrived.trainLoss) || firstNonFinite(arrived.weights) >= 0)
    return { ok: false, code: "E_NOT_FINITE" }
  const update = difference(arrived.weights, base)
  const length = norm(update)
  if (!(length <= maxUpdateNorm)) return { ok: false, code: "E_NORM" }
  const clipped = clipNorm !== undefined && length > clipNorm
  return { ok: true, update: clipped ? clipUpdate(update, clipNorm) : update, clipped }
}
