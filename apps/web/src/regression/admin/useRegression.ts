import type { RegressionView, StudyId } from "@tutti/protocol"
import type { RegressionClient } from "@tutti/sdk/regression"
import { useCallback, useEffect, useState } from "react"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { regressionAnatomy } from "./regression-anatomy.ts"

const LOOK_MS = 1_000

export type LiveRegression = {
  view: RegressionView | null
  /** The moment (of performance.now) at which it was told. */
  at: number
  failure: ErrorAnatomy | null
  pending: boolean
  /** Do something at the relay, and look again at once; what fails is said. */
  act(action: () => Promise<unknown>): Promise<void>
}

/** A regression as the relay tells it, asked again every second while the page stands. */
export function useRegression(client: RegressionClient, study: StudyId): LiveRegression {
  const [told, setTold] = useState<{ view: RegressionView | null; at: number }>({ view: null, at: 0 })
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  const [pending, setPending] = useState(false)
  const look = useCallback(async () => {
    const view = await client.view(study)
    setTold({ view, at: performance.now() })
  }, [client, study])
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let here = true
    const again = () => {
      if (here) timer = setTimeout(() => void turn(), LOOK_MS)
    }
    const turn = () =>
      look()
        .catch((error: unknown) => setFailure(regressionAnatomy(error)))
        .finally(again)
    void turn()
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [look])
  return {
    ...told,
    failure,
    pending,
    async act(action) {
      setPending(true)
      setFailure(null)
      try {
        await action()
        await look()
      } catch (error) {
        setFailure(regressionAnatomy(error))
      } finally {
        setPending(false)
      }
    },
  }
}
