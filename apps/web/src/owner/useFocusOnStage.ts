import { useEffect, useRef } from "react"

/** A step that replaces another without a navigation still begins at its beginning, for the eye, the keyboard and the reader. */
export function useFocusOnStage(stage: string): void {
  const before = useRef(stage)
  useEffect(() => {
    const cameFrom = before.current
    before.current = stage
    // Opening is no step: the browser has put the focus where a fresh page has it.
    if (cameFrom === stage || cameFrom === "opening") return
    window.scrollTo(0, 0)
    document.getElementById("content")?.focus({ preventScroll: true })
  }, [stage])
}
