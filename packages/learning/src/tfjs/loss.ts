import { mul, softmax, sub, type Tensor2D } from "@tensorflow/tfjs-core"
import type { ModelSpec } from "@tutti/protocol"

/**
 * Derivative of the batch's average loss by the outputs, times `scale`.
 * @param outputs [rows, width] of the last layer, logits for a softmax.
 * @param targets [rows, width]
 */
export function outputError(
  loss: ModelSpec["loss"],
  outputs: Tensor2D,
  targets: Tensor2D,
  scale: number,
): Tensor2D {
  const [rows, width] = outputs.shape
  switch (loss) {
    case "softmax-cross-entropy":
      return mul(sub(softmax(outputs), targets), scale / rows)
    case "mean-squared-error":
      return mul(sub(outputs, targets), (2 * scale) / (rows * width))
  }
}
