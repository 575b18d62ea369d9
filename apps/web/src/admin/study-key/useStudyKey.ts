import type { StudyKey } from "@tutti/sdk/admin"
import { useMemo } from "react"
import { failureAnatomy } from "../failure.ts"
import { findKey, importKey } from "./held-key.ts"
import { type Held, useHeld } from "./useHeld.ts"

/** A training study, or a regression. */
type Signed = { readonly secure?: { readonly studyKey: string } | undefined }

/** The key that signed a study, if this browser has it; and the way to bring it here. */
export function useStudyKey({ secure }: Signed): Held<StudyKey> {
  const publicKey = secure?.studyKey ?? ""
  const keeper = useMemo(
    () => ({
      find: () => findKey(publicKey),
      take: (text: string) => importKey(text, publicKey),
      explain: failureAnatomy,
    }),
    [publicKey],
  )
  return useHeld(keeper)
}
