import { useEffect, useRef } from "react"
import { useLocation } from "wouter"

/** A page that comes without a reload still begins at its beginning: for the eye, the keyboard and the reader. */
export function useFocusAfterNavigation(): void {
  const [path] = useLocation()
  const before = useRef(path)
  useEffect(() => {
    if (before.current === path) return
    before.current = path
    window.scrollTo(0, 0)
    document.getElementById("content")?.focus({ preventScroll: true })
  }, [path])
}
