import { seededRandom } from "@tutti/learning"

/** Where in a round an owner's socket closes. */
export const DROP_PHASES = ["training", "uploading", "evaluating"] as const
export type DropPhase = (typeof DROP_PHASES)[number]

/**
 * When one simulated owner drops out: in each round with the given probability, at a phase drawn evenly. The same
 * seed and owner give the same answers, in whatever order they are asked.
 * @param rate in [0, 1).
 */
export function dropPhase(rate: number, seed: number, owner: number, round: number): DropPhase | null {
  const random = seededRandom(seed, `dropout ${owner} ${round}`)
  if (random.unit() >= rate) return null
  return DROP_PHASES[Math.floor(random.unit() * DROP_PHASES.length)] ?? null
}
