import type { RefusalCode } from "@tutti/protocol"
import type { Plan } from "../plan/plan.ts"
import { wordsOf } from "../sharing/numbers.ts"
import { packPlanes, planeWords } from "../sharing/planes.ts"
import type { Words } from "../sharing/ring.ts"

type Bytes = Uint8Array<ArrayBuffer>

export type Encoded =
  | { readonly ok: true; readonly words: Words }
  /** @property index of the first value that does not fit */
  | { readonly ok: false; readonly code: RefusalCode; readonly index?: number }

/**
 * Rows as fixed point at scale f, rounded to nearest.
 * @param rows [rows, plan.input] real numbers, in the order that the network takes them
 * @returns E_IN_SHAPE for no whole number of rows, E_IN_RANGE for a value that is not finite or too large
 */
export function encodeInputs(plan: Plan, rows: Float32Array): Encoded {
  if (rows.length === 0 || rows.length % plan.input !== 0) return { ok: false, code: "E_IN_SHAPE" }
  const values = new Float64Array(rows.length)
  for (let index = 0; index < values.length; index++)
    values[index] = Math.round((rows[index] ?? 0) * 2 ** plan.fractionBits)
  return fitting(plan, values)
}

/**
 * A network's weights as fixed point: kernels at scale f, biases at scale 2f, where they are added.
 * @param weights [plan.parameters] in the network's order
 */
export function encodeWeights(plan: Plan, weights: Float32Array): Encoded {
  if (weights.length !== plan.parameters) return { ok: false, code: "E_IN_SHAPE" }
  const { fractionBits } = plan
  const values = new Float64Array(weights.length)
  for (let index = 0; index < values.length; index++)
    values[index] = Math.round((weights[index] ?? 0) * 2 ** fractionBits)
  for (const step of plan.steps) {
    if (step.kind !== "linear") continue
    const { offset, rows, columns } = step.weights
    for (let index = offset + rows * columns; index < offset + (rows + 1) * columns; index++)
      values[index] = Math.round((weights[index] ?? 0) * 2 ** (2 * fractionBits))
  }
  return fitting(plan, values)
}

/**
 * Labels as bits, one plane over the rows for each class: what a score is taken against.
 * @param labels [rows] in [0, plan.classes)
 * @returns bytes to be shared bit by bit
 */
export function encodeLabels(
  { classes }: Plan,
  labels: ArrayLike<number>,
): { readonly ok: true; readonly bytes: Bytes } | { readonly ok: false; readonly code: RefusalCode } {
  const words = planeWords(labels.length)
  const planes = new Int32Array(classes * words)
  for (let row = 0; row < labels.length; row++) {
    const label = labels[row] ?? classes
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) return { ok: false, code: "E_IN_SHAPE" }
    const place = label * words + (row >> 5)
    planes[place] = (planes[place] ?? 0) | (1 << row)
  }
  return { ok: true, bytes: packPlanes(planes, labels.length) }
}

function fitting({ ring, limit }: Plan, values: Float64Array): Encoded {
  // Beyond 2⁵³ a number has no exact integer.
  const misfit = values.findIndex((value) => !(Math.abs(value) < Math.min(limit, 2 ** 53)))
  return misfit >= 0
    ? { ok: false, code: "E_IN_RANGE", index: misfit }
    : { ok: true, words: wordsOf(ring, values) }
}
