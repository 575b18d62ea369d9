import { encodeInputs, encodeWeights, labelsOf, planInference, runPlain } from "@tutti/smpc"
import type { Stage } from "./stage.ts"

/** The labels of the same fixed point without shares. @throws {Error} for what cannot be encoded */
export function plainLabels({ spec, weights }: Stage, images: Float32Array): number[] {
  const planned = planInference(spec)
  if (!planned.ok) throw new Error(planned.code)
  const { plan } = planned
  const [kernels, inputs] = [encodeWeights(plan, weights), encodeInputs(plan, images)]
  if (!kernels.ok || !inputs.ok) throw new Error("the values do not fit")
  const result = runPlain(plan, kernels.words, inputs.words)
  if (!result.ok) throw new Error(result.code)
  return [...labelsOf(plan, result.scores)]
}
