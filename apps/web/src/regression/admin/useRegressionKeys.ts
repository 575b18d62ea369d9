import type { RegressionSpec } from "@tutti/protocol"
import { useMemo } from "react"
import { type Held, useHeld } from "../../admin/study-key/useHeld.ts"
import { regressionAnatomy } from "./regression-anatomy.ts"
import { findKeys, importKeys, type RegressionKeys } from "./regression-keys.ts"

/** The keys of a regression, if this browser has them; and the way to bring them here. */
export function useRegressionKeys({ secure, resultKey }: RegressionSpec): Held<RegressionKeys> {
  const { studyKey } = secure
  const keeper = useMemo(() => {
    const named = { secure: { studyKey }, resultKey }
    return {
      find: () => findKeys(named),
      take: (text: string) => importKeys(text, named),
      explain: regressionAnatomy,
    }
  }, [studyKey, resultKey])
  return useHeld(keeper)
}
