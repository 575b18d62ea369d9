import type { ModelSpec } from "@tutti/protocol"
import type { Measurement } from "./trainer.ts"

/**
 * What a model's outputs are worth, in float64.
 * @param loss    softmax cross-entropy takes outputs for logits and targets for one-hot classes; the squared error is
 *   averaged over rows and outputs.
 * @param outputs [rows × width] of the last, linear layer.
 * @param targets [rows × width]
 * @param rows    ≥ 1
 * @returns averages over the rows; the accuracy counts rows whose largest output is the right class (the first of equal
 *   ones), and is null for a numeric target.
 * @throws {RangeError} if there is no row, or the lengths do not fit: an average over nothing is not 0.
 */
export function measure(
  loss: ModelSpec["loss"],
  outputs: Float32Array,
  targets: Float32Array,
  rows: number,
): Measurement {
  const width = outputs.length / rows
  if (!(rows >= 1) || !Number.isInteger(width) || targets.length !== outputs.length)
    throw new RangeError(
      `cannot measure ${outputs.length} outputs and ${targets.length} targets of ${rows} rows`,
    )
  switch (loss) {
    case "mean-squared-error": {
      const squares = outputs.reduce((sum, output, index) => sum + (output - (targets[index] ?? 0)) ** 2, 0)
      return { loss: squares / outputs.length, accuracy: null, examples: rows }
    }
    case "softmax-cross-entropy": {
      let total = 0
      let right = 0
      for (let start = 0; start < outputs.length; start += width) {
        const logits = outputs.subarray(start, start + width)
        const classes = targets.subarray(start, start + width)
        total += crossEntropy(logits, classes)
        if (indexOfLargest(logits) === indexOfLargest(classes)) right++
      }
      return { loss: total / rows, accuracy: right / rows, examples: rows }
    }
  }
}

/**
 * One measurement over everybody's examples: averages weighted by the number of examples.
 * An accuracy is given only if every part has one.
 * @throws {RangeError} if there is no example at all.
 */
export function mergeMeasurements(parts: readonly Measurement[]): Measurement {
  let examples = 0
  let loss = 0
  let accuracy: number | null = 0
  for (const part of parts) {
    if (part.examples === 0) continue
    examples += part.examples
    loss += part.loss * part.examples
    accuracy = accuracy === null || part.accuracy === null ? null : accuracy + part.accuracy * part.examples
  }
  if (examples === 0) throw new RangeError("cannot average over no examples")
  return { loss: loss / examples, accuracy: accuracy === null ? null : accuracy / examples, examples }
}

/**
 * Logits to probabilities, row by row, without overflow.
 * @param logits [rows × width]
 */
export function softmax(logits: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const probabilities = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += width) {
    const row = logits.subarray(start, start + width)
    const normaliser = logSumExp(row)
    for (const [column, logit] of row.entries()) probabilities[start + column] = Math.exp(logit - normaliser)
  }
  return probabilities
}

/** −Σ class·log softmax(logits) */
function crossEntropy(logits: Float32Array, classes: Float32Array): number {
  const normaliser = logSumExp(logits)
  return logits.reduce((sum, logit, index) => sum + (classes[index] ?? 0) * (normaliser - logit), 0)
}

function logSumExp(logits: Float32Array): number {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY)
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0))
}

function indexOfLargest(values: Float32Array): number {
  return values.reduce((best, value, index) => (value > (values[best] ?? 0) ? index : best), 0)
}
