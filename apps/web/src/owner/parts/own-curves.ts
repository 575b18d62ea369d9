import type { PlottedCurve } from "../../ui/chart/Plot.tsx"
import type { OwnerScreen } from "../../workers/participant/api.ts"

type Names = { everybody: string; own: string }
type Reading = { everybody: number | null; own: number | null }

/**
 * The study's curve and this owner's, over the same rounds: validation where somebody keeps rows for it, else
 * training. A round that one of them does not have is a gap.
 */
export function pairedCurves(
  { rounds, own }: Pick<OwnerScreen, "rounds" | "own">,
  measure: "accuracy" | "loss",
  names: Names,
): PlottedCurve[] {
  const validated = rounds.some(({ validationLoss }) => validationLoss !== null)
  const studyKey = validated
    ? ({ accuracy: "validationAccuracy", loss: "validationLoss" } as const)[measure]
    : ({ accuracy: "trainAccuracy", loss: "trainLoss" } as const)[measure]
  const studyByRound = valuesByRound(rounds, studyKey)
  const ownByRound = valuesByRound(own, studyKey)
  const newest = Math.max(0, ...[studyByRound, ownByRound].flatMap((values) => [...values.keys()].slice(-1)))
  const readings = Array.from({ length: newest }, (_, index): Reading & { round: number } => ({
    round: index + 1,
    everybody: studyByRound.get(index + 1) ?? null,
    own: ownByRound.get(index + 1) ?? null,
  }))
  const pointsOf = (whose: keyof Reading) => readings.map(({ round, [whose]: value }) => ({ round, value }))
  return [
    { id: "everybody", name: names.everybody, look: "train", points: pointsOf("everybody") },
    { id: "own", name: names.own, look: "validation", points: pointsOf("own") },
  ]
}

/** What was measured, in the order of rounds; a round without a measurement is not in it. */
function valuesByRound<Key extends string>(
  entries: readonly ({ round: number } & Record<Key, number | null>)[],
  key: Key,
): Map<number, number> {
  return new Map(
    entries.flatMap((entry) => {
      const value = entry[key]
      return value === null ? [] : [[entry.round, value]]
    }),
  )
}
