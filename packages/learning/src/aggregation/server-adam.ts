import { ABSENT } from "../update/absent.ts"
import { requireLength } from "../update/vectors.ts"

/** What the server's Adam remembers between rounds; kept with the model, so that a restart changes nothing. */
export type ServerMoments = {
  /** Updates applied so far. */
  step: number
  /** m: running mean of the average update, [parameters], weight units. */
  first: Float32Array
  /** v: running mean of its square, [parameters], weight units squared. */
  second: Float32Array
}

export type ServerAdamOptions = {
  /** η > 0 */
  learningRate: number
  /** β₁ in [0, 1) */
  firstDecay?: number
  /** β₂ in [0, 1) */
  secondDecay?: number
  /** τ > 0, weight units: how far the step sizes adapt; smaller adapts more. */
  adaptivity?: number
}

/**
 * FedAdam: the average update is taken for a gradient, with the sign turned, and the server makes one Adam step.
 * m ← β₁·m + (1 − β₁)·Δ, v ← β₂·v + (1 − β₂)·Δ², x ← x + η·m / (√v + τ); no bias correction, as in the paper.
 * Defaults β₁ = 0.9, β₂ = 0.99, τ = 10⁻³ are the paper's (section 4 and appendix D).
 * @param global  [parameters] x
 * @param average [parameters] Δ, the owners' average update
 * @param moments of the round before, or null in round 1: then m = 0 and v = τ².
 * @returns new weights and new moments; nothing is written into the arguments.
 * @throws {RangeError} if lengths differ.
 * @see Reddi et al. 2021, Algorithm 2 (arXiv:2003.00295)
 */
export function serverAdam(
  global: Float32Array,
  average: Float32Array,
  moments: ServerMoments | null,
  { learningRate, firstDecay = 0.9, secondDecay = 0.99, adaptivity = 1e-3 }: ServerAdamOptions,
): { weights: Float32Array<ArrayBuffer>; moments: ServerMoments } {
  const length = global.length
  const before = moments ?? {
    step: 0,
    first: new Float32Array(length),
    second: new Float32Array(length).fill(adaptivity ** 2),
  }
  for (const vector of [average, before.first, before.second]) requireLength(vector, length)
  const weights = new Float32Array(length)
  const first = new Float32Array(length)
  const second = new Float32Array(length)
  for (let index = 0; index < length; index++) {
    const delta = average[index] ?? ABSENT
    const m = firstDecay * (before.first[index] ?? ABSENT) + (1 - firstDecay) * delta
    const v = secondDecay * (before.second[index] ?? ABSENT) + (1 - secondDecay) * delta ** 2
    weights[index] = (global[index] ?? ABSENT) + (learningRate * m) / (Math.sqrt(v) + adaptivity)
    first[index] = m
    second[index] = v
  }
  return { weights, moments: { step: before.step + 1, first, second } }
}
