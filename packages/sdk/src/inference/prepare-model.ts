import { chooseFraction, networkOutputs, type ReadNetwork } from "@tutti/learning"
import { type Network, type RefusalCode, sizeOf } from "@tutti/protocol"
import { encodeWeights, planInference } from "@tutti/smpc"

export type PreparedModel =
  | {
      readonly ok: true
      readonly network: Network
      readonly ringBits: 32
      /** As many as leave room for four times the largest sum over these images. */
      readonly fractionBits: number
      /** The largest magnitude of any layer's sums over these images. */
      readonly largest: number
    }
  | { readonly ok: false; readonly code: RefusalCode }

/**
 * Finds the fixed point in which a model can be computed on shares, on images of the model owner's own.
 * @param images [count ≥ 1, height, width, channels] such as clients will bring
 * @returns E_IN_SHAPE for images of another size, E_IN_RANGE for a model whose sums leave no room, E_IN_PLAN for one that
 *   cannot be computed
 */
export function prepareModel({ network, weights }: ReadNetwork, images: Float32Array): PreparedModel {
  const count = images.length / sizeOf(network.input)
  if (!Number.isInteger(count) || count < 1) return { ok: false, code: "E_IN_SHAPE" }
  const { largest } = networkOutputs(network, weights, images)
  const fractionBits = chooseFraction(largest)
  if (fractionBits === undefined) return { ok: false, code: "E_IN_RANGE" }
  const planned = planInference({ network, ringBits: 32, fractionBits, output: "label" })
  if (!planned.ok) return { ok: false, code: planned.code }
  const encoded = encodeWeights(planned.plan, weights)
  return encoded.ok
    ? { ok: true, network, ringBits: 32, fractionBits, largest }
    : { ok: false, code: encoded.code }
}
