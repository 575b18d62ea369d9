import type { RegressionView, StudyId } from "@tutti/protocol"
import { TuttiError } from "@tutti/sdk"
import type { RegressionClient } from "@tutti/sdk/regression"
import { useEffect, useState } from "react"
import { refusalAnatomy } from "../../admin/failure.ts"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { regressionAnatomy } from "./regression-anatomy.ts"

export type LiveRegression = {
  view: RegressionView | null
  /** The moment (of performance.now) at which it was told. */
  at: number
  failure: ErrorAnatomy | null
  pending: boolean
  /** Do something at the relay; what fails is said, what changes comes by itself. */
  act(action: () => Promise<unknown>): Promise<void>
}

/** A regression as the relay tells it, after every change while the page stands. */
export function useRegression(client: RegressionClient, study: StudyId): LiveRegression {
  const [told, setTold] = useState<{ view: RegressionView | null; at: number }>({ view: null, at: 0 })
  const [line, setLine] = useState<ErrorAnatomy | null>(null)
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  const [pending, setPending] = useState(false)
  useEffect(
    () =>
      client.watch(study, {
        onView(view) {
          setTold({ view, at: performance.now() })
          setLine(null)
        },
        onRefused: (code) => setLine(refusalAnatomy(code)),
        onLost: () => setLine(regressionAnatomy(TuttiError.local("E_UNREACHABLE"))),
      }),
    [client, study],
  )
  return {
    ...told,
    failure: failure ?? line,
    pending,
    async act(action) {
      setPending(true)
      setFailure(null)
      try {
        await action()
      } catch (error) {
        setFailure(regressionAnatomy(error))
      } finally {
        setPending(false)
      }
    },
  }
}
