import { verifySignature } from "@tutti/crypto"
import type { StudyView } from "@tutti/protocol"
import { checkRoster, hashStudy, safetyNumber } from "@tutti/sessions/training"
import { useEffect, useState } from "react"

export type FoundNumber =
  | { kind: "checking" }
  | { kind: "number"; digits: string }
  /** The relay shows a roster that the study key has not signed for this study. */
  | { kind: "forged"; code: string }

/** The number of a frozen study, computed here: from the key that the study names and the roster that it signed. */
export function useSafetyNumber({ spec, secure }: StudyView): FoundNumber {
  const [found, setFound] = useState<FoundNumber>({ kind: "checking" })
  const roster = secure?.roster ?? null
  const key = roster === null ? null : `${spec.secure?.studyKey} ${roster.signature}`
  // biome-ignore lint/correctness/useExhaustiveDependencies: each view is a new object; the signature names its roster.
  useEffect(() => {
    let here = true
    if (roster === null) return
    void checkRoster(spec, hashStudy(spec), roster, verifySignature).then((checked) => {
      if (!here) return
      if (!checked.ok) return setFound({ kind: "forged", code: checked.code })
      setFound({ kind: "number", digits: safetyNumber(spec.secure?.studyKey ?? "", checked.root) })
    })
    return () => {
      here = false
    }
  }, [key])
  return found
}
