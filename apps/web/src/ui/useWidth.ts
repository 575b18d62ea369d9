import { type RefObject, useLayoutEffect, useState } from "react"
import { flushSync } from "react-dom"

/** An A4 sheet between the margins of base.css, in CSS pixels. */
const PRINTED_PX = 672

/**
 * The width of an element's content box in px, 0 before it is known. Drawings are laid out for it, so that their
 * letters keep their size; for print it is the paper's.
 */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const element = ref.current
    if (!element) return
    const measure = () => setWidth(Math.floor(element.clientWidth))
    const beforePrint = () => flushSync(() => setWidth((screen) => Math.min(screen, PRINTED_PX)))
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    window.addEventListener("beforeprint", beforePrint)
    window.addEventListener("afterprint", measure)
    return () => {
      observer.disconnect()
      window.removeEventListener("beforeprint", beforePrint)
      window.removeEventListener("afterprint", measure)
    }
  }, [ref])
  return width
}
