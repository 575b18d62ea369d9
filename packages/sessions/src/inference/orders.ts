import { type InferenceSpec, LIMITS } from "@tutti/protocol"
import { batchCost, type Plan, turnsOf } from "@tutti/smpc"

/*
 * How far a client may order ahead. Whatever waits for one peer is held in a queue of so many bytes, and a line whose queue
 * is full is cut. Of every batch that is ordered the corrections may wait for the model owner, and a frame beside them; in a
 * large network one batch alone has tens of megabytes of them.
 */

/** Batches that may be ordered and not begun, beside those on their way: their material travels meanwhile. */
const AHEAD = 2

/** Left for seals, heads and letters that are short. */
const SPARE = 1 / 16
/** Of one letter. */
const SEALED_BYTES = 64

/**
 * The batches that may be ordered and not answered at any time, at most `window` and AHEAD more.
 * @returns 0 where a frame or the corrections of a single batch are more than a line takes.
 */
export function mostOrdered(
  plan: Plan,
  { batchRows, window }: Pick<InferenceSpec, "batchRows" | "window">,
): number {
  const { rounds, dealt } = batchCost(plan, batchRows)
  const frames = turnsOf(rounds).frames.flat()
  const frame = frames.reduce((most, { bytes }) => Math.max(most, bytes), 0)
  if (frame + SEALED_BYTES > LIMITS.payloadBytes) return 0
  const fitting = Math.floor(((1 - SPARE) * LIMITS.queueBytes) / (dealt + frame))
  return Math.min(window + AHEAD, fitting)
}
