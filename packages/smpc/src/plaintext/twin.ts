import type { RefusalCode } from "@tutti/protocol"
import type { LinearStep } from "../arithmetic/linear.ts"
import type { Plan, Step } from "../plan/plan.ts"
import type { Windows } from "../plan/windows.ts"
import { numbersOf } from "../sharing/numbers.ts"
import type { Words } from "../sharing/ring.ts"

/*
 * The same plan on plain numbers, without shares, masks or rings: what the computation on shares is held to, and what a
 * model owner tries a network and its fixed point on before it offers them. Whole numbers in doubles are exact up to 2⁵³.
 */

/**
 * τ in [0, 2^f), by which an element is rounded: ⌊(z + τ) / 2^f⌋. On shares it is uniform and falls to each element anew.
 * @param step index in the plan @param element of the whole batch
 */
export type Threshold = (step: number, element: number) => number

export type PlainResult =
  /** @property scores [rows, classes] whole numbers, at scale 2f; at scale f if they are the output */
  | { readonly ok: true; readonly scores: Float64Array }
  /** A value outgrows the plan's `limit`. @property step where */
  | { readonly ok: false; readonly code: RefusalCode; readonly step: number }

/**
 * @param weights   [parameters] as `encodeWeights` gives them
 * @param inputs    [rows, input] as `encodeInputs` gives them
 * @param threshold to nearest, if not said
 */
export function runPlain(plan: Plan, weights: Words, inputs: Words, threshold?: Threshold): PlainResult {
  const { ring, steps, input, limit } = plan
  const rows = inputs.length / (input * ring.words)
  const numbers = numbersOf(ring, weights)
  let values = numbersOf(ring, inputs)
  for (const [index, step] of steps.entries()) {
    values = runStep(step, numbers, values, rows, (element, unit) => threshold?.(index, element) ?? unit / 2)
    if (!values.every((value) => Math.abs(value) < Math.min(limit, EXACT)))
      return { ok: false, code: "E_IN_RANGE", step: index }
  }
  return { ok: true, scores: values }
}

/** The label of each row: of equal scores the first. */
export function labelsOf({ classes }: Plan, scores: Float64Array): Uint32Array<ArrayBuffer> {
  return Uint32Array.from({ length: scores.length / classes }, (_, row) => {
    const own = scores.subarray(row * classes, (row + 1) * classes)
    return own.indexOf(own.reduce((largest, score) => Math.max(largest, score)))
  })
}

function runStep(
  step: Step,
  weights: Float64Array,
  values: Float64Array<ArrayBuffer>,
  rows: number,
  threshold: (element: number, unit: number) => number,
): Float64Array<ArrayBuffer> {
  switch (step.kind) {
    case "linear":
      return linear(step, weights, values, rows)
    case "truncate":
    case "rectify": {
      const unit = 2 ** step.gate.shift
      const floor = step.kind === "rectify" ? 0 : Number.NEGATIVE_INFINITY
      return values.map((value, element) =>
        Math.max(unit === 1 ? value : Math.floor((value + threshold(element, unit)) / unit), floor),
      )
    }
    case "max-pool":
      return pool(step.windows, values, rows, (a, b) => Math.max(a, b))
    case "average-pool":
      return pool(step.windows, values, rows, (a, b) => a + b).map((sum) => sum * step.factor)
  }
}

/** Beyond it a number has no exact integer. */
const EXACT = 2 ** 53

/** Window after window, for a dense layer the one window that is the whole input. */
function linear(
  { input, output, weights: { offset, rows: inner, columns }, patches }: LinearStep,
  weights: Float64Array,
  values: Float64Array,
  rows: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(rows * output)
  const bias = weights.subarray(offset + inner * columns, offset + (inner + 1) * columns)
  const places = output / columns
  for (let row = 0; row < rows; row++)
    for (let place = 0; place < places; place++) {
      const target = out.subarray(row * output + place * columns, row * output + (place + 1) * columns)
      target.set(bias)
      for (let index = 0; index < inner; index++) {
        const source = patches ? sourceOf(patches, place, index) : index
        const value = source < 0 ? 0 : (values[row * input + source] ?? 0)
        if (value === 0) continue
        const start = offset + index * columns
        for (let column = 0; column < columns; column++)
          target[column] = (target[column] ?? 0) + value * (weights[start + column] ?? 0)
      }
    }
  return out
}

/** Which element of the image stands at a place of a window; −1 for the zeros around it. */
function sourceOf(patches: NonNullable<LinearStep["patches"]>, place: number, index: number): number {
  const { height, width, channels, kernelWidth, stride, top, left, outWidth } = patches
  const channel = index % channels
  const pixel = Math.floor(index / channels)
  const y = Math.floor(place / outWidth) * stride - top + Math.floor(pixel / kernelWidth)
  const x = (place % outWidth) * stride - left + (pixel % kernelWidth)
  return y < 0 || y >= height || x < 0 || x >= width ? -1 : (y * width + x) * channels + channel
}

function pool(
  { input, count, size, elements }: Windows,
  values: Float64Array,
  rows: number,
  join: (a: number, b: number) => number,
): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: rows * count }, (_, index) => {
    const start = Math.floor(index / count) * input
    const window = elements.subarray((index % count) * size, ((index % count) + 1) * size)
    return Array.from(window, (element) => values[start + element] ?? 0).reduce(join)
  })
}
