import type { ReactNode } from "react"
import { trouble } from "../strings/en.owner.ts"
import { owner } from "../strings/en.regression-owner.ts"
import { ErrorNotice } from "../ui/Notice.tsx"
import type { RegressionProblem } from "../workers/regression/api.ts"

/** An owner's error in all its parts. @param bytesOut what has left this tab: no row is ever among it */
export function RegressionNotice({
  problem: { what, side, next, code },
  bytesOut = 0,
  actions,
}: {
  problem: RegressionProblem
  bytesOut?: number
  actions?: ReactNode
}) {
  const safe = owner.part.safe(bytesOut)
  return <ErrorNotice error={{ what, side: trouble.side[side], safe, next, code }} actions={actions} />
}
