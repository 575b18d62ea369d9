import { useEffect, useRef, useState } from "react"

/** Between two announcements, so that a screen reader can finish its sentence (and a busy round does not chatter). */
const QUIET_MS = 5_000

/** Says `message` politely: at once after a silence, else the newest one when five seconds have passed. */
export function LiveRegion({ message }: { message: string }) {
  const [said, setSaid] = useState(message)
  const lastAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const delay = Math.max(0, lastAt.current + QUIET_MS - performance.now())
    const timer = setTimeout(() => {
      lastAt.current = performance.now()
      setSaid(message)
    }, delay)
    return () => clearTimeout(timer)
  }, [message])
  return (
    <p className="visually-hidden" role="status">
      {said}
    </p>
  )
}
