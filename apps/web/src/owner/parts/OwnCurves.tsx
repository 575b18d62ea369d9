import { part } from "../../strings/en.owner-part.ts"
import { CurveChart } from "../../ui/chart/CurveChart.tsx"
import { LOSS, SHARE } from "../../ui/chart/measures.ts"
import type { OwnerScreen } from "../../workers/participant/api.ts"
import { useOwner } from "../OwnerContext.ts"
import { pairedCurves } from "./own-curves.ts"

const words = part.curves

/** How well the common model does, on everybody's rows and on this owner's. */
export function OwnCurves({ screen }: { screen: OwnerScreen }) {
  const spec = useOwner((state) => state.opened?.card.spec)
  if (spec === undefined) return null
  const measure = spec.dataset.target.kind === "class" ? "accuracy" : "loss"
  return (
    <CurveChart
      caption={words.caption[measure]}
      curves={pairedCurves(screen, measure, words)}
      measure={measure === "accuracy" ? SHARE : LOSS}
      plannedRounds={spec.training.rounds}
      bestRound={screen.outcome?.bestRound ?? null}
      lostRounds={screen.abandoned.map(({ round }) => round)}
      empty={words.empty}
    />
  )
}
