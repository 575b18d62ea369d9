import type { StudySpec } from "@tutti/protocol"
import type { StudyKey } from "@tutti/sdk/admin"
import { useEffect, useState } from "react"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"
import { failureAnatomy } from "../failure.ts"
import { findKey, importKey } from "./held-key.ts"

export type HeldKey = { state: "looking" } | { state: "here"; key: StudyKey } | { state: "missing" }

/** The key that signed a secure study, if this browser has it; and the way to bring it here. */
export function useStudyKey({ secure }: StudySpec) {
  const publicKey = secure?.studyKey ?? ""
  const [held, setHeld] = useState<HeldKey>({ state: "looking" })
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  useEffect(() => {
    let here = true
    const tell = (key: StudyKey | null) => {
      if (here) setHeld(key === null ? { state: "missing" } : { state: "here", key })
    }
    setHeld({ state: "looking" })
    // A browser that keeps nothing has kept no key either.
    findKey(publicKey).then(tell, () => tell(null))
    return () => {
      here = false
    }
  }, [publicKey])

  async function bring(file: File) {
    setFailure(null)
    try {
      setHeld({ state: "here", key: await importKey(await file.text(), publicKey) })
    } catch (error) {
      setFailure(failureAnatomy(error))
    }
  }
  return { held, failure, bring }
}
