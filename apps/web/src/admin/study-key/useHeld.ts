import { useEffect, useState } from "react"
import type { ErrorAnatomy } from "../../ui/Notice.tsx"

export type Held<Kept> =
  | { state: "looking" }
  | { state: "here"; kept: Kept }
  /** `bring` takes the file that was saved where it was made. */
  | { state: "missing"; failure: ErrorAnatomy | null; bring(file: File): Promise<void> }

/** Where a browser keeps one secret, and how it comes there from a file. */
export type Keeper<Kept> = {
  find(): Promise<Kept | null>
  /** @throws what `explain` explains, for a file that holds something else */
  take(text: string): Promise<Kept>
  explain(error: unknown): ErrorAnatomy
}

/**
 * A secret of this browser, if it has it; and the way to bring it here.
 * @param keeper the same one as long as the same secret is meant
 */
export function useHeld<Kept>(keeper: Keeper<Kept>): Held<Kept> {
  /** Undefined while it is looked for. */
  const [kept, setKept] = useState<Kept | null>()
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  useEffect(() => {
    let here = true
    const tell = (found: Kept | null) => {
      if (here) setKept(() => found)
    }
    setKept(undefined)
    // A browser that keeps nothing has not kept this either.
    keeper.find().then(tell, () => tell(null))
    return () => {
      here = false
    }
  }, [keeper])
  if (kept === undefined) return { state: "looking" }
  if (kept !== null) return { state: "here", kept }
  return {
    state: "missing",
    failure,
    async bring(file) {
      setFailure(null)
      try {
        const brought = await keeper.take(await file.text())
        setKept(() => brought)
      } catch (error) {
        setFailure(keeper.explain(error))
      }
    },
  }
}
