import { memo } from "react"
import { part } from "../../strings/en.owner-part.ts"
import { CurveChart } from "../../ui/chart/CurveChart.tsx"
import { LOSS, SHARE } from "../../ui/chart/measures.ts"
import type { OwnerScreen } from "../../workers/participant/api.ts"
import { useOwner } from "../OwnerContext.ts"
import { pairedCurves } from "./own-curves.ts"

const words = part.curves

type Curves = Pick<OwnerScreen, "own" | "rounds" | "abandoned" | "outcome">

/** How well the common model does, on everybody's rows and on this owner's. */
export const OwnCurves = memo(function OwnCurves({ own, rounds, abandoned, outcome }: Curves) {
  const spec = useOwner((state) => state.opened?.card.spec)
  if (spec === undefined) return null
  const measure = spec.dataset.target.kind === "class" ? "accuracy" : "loss"
  return (
    <CurveChart
      caption={words.caption[measure]}
      curves={pairedCurves({ own, rounds }, measure, words)}
      measure={measure === "accuracy" ? SHARE : LOSS}
      plannedRounds={spec.training.rounds}
      bestRound={outcome?.bestRound ?? null}
      lostRounds={abandoned.map(({ round }) => round)}
      empty={words.empty}
    />
  )
})
