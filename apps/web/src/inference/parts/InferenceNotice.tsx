import type { ReactNode } from "react"
import { shared } from "../../strings/en.inference.ts"
import { trouble } from "../../strings/en.owner.ts"
import { ErrorNotice } from "../../ui/Notice.tsx"
import type { InferenceProblem } from "../../workers/inference/api.ts"

/** An error in all its parts. No image and no weight is ever in danger: a run that ends opens nothing more. */
export function InferenceNotice({
  problem: { what, side, next, code },
  actions,
}: {
  problem: InferenceProblem
  actions?: ReactNode
}) {
  const error = { what, side: trouble.side[side], safe: shared.safe, next, code }
  return <ErrorNotice error={error} actions={actions} />
}
