import { seededRandom } from "@tutti/learning"
import type { StudySpec } from "@tutti/protocol"
import type { OwnerView } from "@tutti/sessions/training"

/** Where in a round an owner's socket closes: what its own screen says at that moment. */
export const DROP_PHASES = {
  trusted: ["training", "uploading", "evaluating"],
  /** Before its keys leave, before its shares do, before its masked vector does, and after it. */
  secure: ["before keys", "before shares", "before vector", "after vector"],
} as const
export type DropPhase = (typeof DROP_PHASES)[StudySpec["mode"]][number]

/**
 * When one simulated owner drops out: in each round with the given probability, at a phase drawn evenly. The same
 * seed and owner give the same answers, in whatever order they are asked.
 * @param rate in [0, 1).
 */
export function dropPhase(
  mode: StudySpec["mode"],
  rate: number,
  seed: number,
  owner: number,
  round: number,
): DropPhase | null {
  const random = seededRandom(seed, `dropout ${owner} ${round}`)
  if (random.unit() >= rate) return null
  const phases = DROP_PHASES[mode]
  return phases[Math.floor(random.unit() * phases.length)] ?? null
}

/** Whether an owner that sees this is in that phase of a round now. */
export function isAt(phase: DropPhase, view: OwnerView): boolean {
  const sum = view.secure?.aggregation
  const step = sum?.purpose === "training" ? sum.step : null
  switch (phase) {
    case "training":
    case "uploading":
    case "evaluating":
      return view.phase === phase
    case "before keys":
      return step === "offer"
    case "before shares":
      return step === "advertise"
    case "before vector":
      return step === "shares"
    case "after vector":
      return step === "masked"
  }
}
