import type { RegressionSpec } from "@tutti/protocol"
import { useEffect, useState } from "react"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { regressionAnatomy } from "./regression-anatomy.ts"
import { findKeys, importKeys, type RegressionKeys } from "./regression-keys.ts"

export type HeldKeys =
  | { state: "looking" }
  | { state: "here"; keys: RegressionKeys }
  /** `bring` takes the file that was saved where the regression was made. */
  | { state: "missing"; failure: ErrorAnatomy | null; bring(file: File): Promise<void> }

/** The keys of a regression, if this browser has them; and the way to bring them here. */
export function useRegressionKeys(spec: RegressionSpec): HeldKeys {
  /** Undefined while they are looked for. */
  const [keys, setKeys] = useState<RegressionKeys | null>()
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each view is a new object; the two keys name the regression.
  useEffect(() => {
    let here = true
    const tell = (found: RegressionKeys | null) => {
      if (here) setKeys(found)
    }
    setKeys(undefined)
    // A browser that keeps nothing has kept no key either.
    findKeys(spec).then(tell, () => tell(null))
    return () => {
      here = false
    }
  }, [spec.secure.studyKey, spec.resultKey])
  if (keys === undefined) return { state: "looking" }
  if (keys !== null) return { state: "here", keys }
  return {
    state: "missing",
    failure,
    async bring(file) {
      setFailure(null)
      try {
        setKeys(await importKeys(await file.text(), spec))
      } catch (error) {
        setFailure(regressionAnatomy(error))
      }
    },
  }
}
