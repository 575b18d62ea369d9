import type { Examples } from "@tutti/data"
import type { Activation, ModelSpec } from "@tutti/protocol"

/*
 * The twin of the tfjs network, for tests: the loss as its definition says, one row after the other in float64, and
 * derivatives by trying. No tensor, no chain rule, no layout function.
 */

const activate: Record<Activation, (sum: number) => number> = {
  linear: (sum) => sum,
  relu: (sum) => Math.max(sum, 0),
  tanh: Math.tanh,
  sigmoid: (sum) => 1 / (1 + Math.exp(-sum)),
}

const at = (values: ArrayLike<number>, index: number) => {
  const value = values[index]
  if (value === undefined) throw new Error(`there is no entry ${index} of ${values.length}`)
  return value
}

/**
 * Outputs of the last layer for one row.
 * @param masks for each dropout layer what each unit of this row is multiplied by; none outside training.
 */
export function plainOutputs(
  model: ModelSpec,
  weights: ArrayLike<number>,
  row: readonly number[],
  masks: readonly (readonly number[])[] = [],
): number[] {
  let offset = 0
  let dropouts = 0
  let signal = [...row]
  for (const layer of model.layers) {
    if (layer.kind === "dropout") {
      const mask = masks[dropouts++]
      if (mask !== undefined) signal = signal.map((value, unit) => value * at(mask, unit))
      continue
    }
    const { units } = layer
    const bias = offset + signal.length * units
    signal = Array.from({ length: units }, (_, unit) =>
      activate[layer.activation](
        signal.reduce(
          (sum, value, input) => sum + value * at(weights, offset + input * units + unit),
          at(weights, bias + unit),
        ),
      ),
    )
    offset = bias + units
  }
  return signal
}

/** Average loss over the rows. `masks[row]` is what `plainOutputs` takes. */
export function plainLoss(
  model: ModelSpec,
  weights: ArrayLike<number>,
  { features, targets, rows }: Examples,
  masks: readonly (readonly (readonly number[])[])[] = [],
): number {
  const width = targets.length / rows
  let total = 0
  for (let row = 0; row < rows; row++) {
    const inputs = [...features.subarray(row * model.inputs, (row + 1) * model.inputs)]
    const outputs = plainOutputs(model, weights, inputs, masks[row])
    const wanted = [...targets.subarray(row * width, (row + 1) * width)]
    const odds = outputs.reduce((sum, output) => sum + Math.exp(output), 0)
    for (const [column, output] of outputs.entries())
      total +=
        model.loss === "softmax-cross-entropy"
          ? -at(wanted, column) * Math.log(Math.exp(output) / odds)
          : (output - at(wanted, column)) ** 2 / width
  }
  return total / rows
}

/** How `loss` changes with each weight, by central differences. */
export function derivatives(
  loss: (weights: readonly number[]) => number,
  weights: readonly number[],
  step = 1e-5,
): number[] {
  const moved = [...weights]
  return weights.map((weight, index) => {
    moved[index] = weight + step
    const above = loss(moved)
    moved[index] = weight - step
    const below = loss(moved)
    moved[index] = weight
    return (above - below) / (2 * step)
  })
}
