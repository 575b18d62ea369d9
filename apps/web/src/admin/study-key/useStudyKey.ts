import type { StudyKey } from "@tutti/sdk/admin"
import { useEffect, useState } from "react"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { failureAnatomy } from "../failure.ts"
import { findKey, importKey } from "./held-key.ts"

export type HeldKey =
  | { state: "looking" }
  | { state: "here"; key: StudyKey }
  /** `bring` takes the file that was saved where the study was made. */
  | { state: "missing"; failure: ErrorAnatomy | null; bring(file: File): Promise<void> }

/** A training study, or a regression. */
type Signed = { readonly secure?: { readonly studyKey: string } | undefined }

/** The key that signed a study, if this browser has it; and the way to bring it here. */
export function useStudyKey({ secure }: Signed): HeldKey {
  const publicKey = secure?.studyKey ?? ""
  /** Undefined while it is looked for. */
  const [key, setKey] = useState<StudyKey | null>()
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  useEffect(() => {
    let here = true
    const tell = (found: StudyKey | null) => {
      if (here) setKey(found)
    }
    setKey(undefined)
    // A browser that keeps nothing has kept no key either.
    findKey(publicKey).then(tell, () => tell(null))
    return () => {
      here = false
    }
  }, [publicKey])
  if (key === undefined) return { state: "looking" }
  if (key !== null) return { state: "here", key }
  return {
    state: "missing",
    failure,
    async bring(file) {
      setFailure(null)
      try {
        setKey(await importKey(await file.text(), publicKey))
      } catch (error) {
        setFailure(failureAnatomy(error))
      }
    },
  }
}
