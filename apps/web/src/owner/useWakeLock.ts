import { useEffect, useState } from "react"

/**
 * Keep the screen on while `wanted` and the page is in front; the browser lets go whenever it is hidden, so it is
 * asked again when it comes back.
 * @returns whether the browser last refused.
 */
export function useWakeLock(wanted: boolean): boolean {
  const [refused, setRefused] = useState(false)
  useEffect(() => {
    if (!wanted) return
    let sentinel: WakeLockSentinel | null = null
    let over = false
    async function ask() {
      if (document.visibilityState !== "visible") return
      const lock = await navigator.wakeLock.request("screen").catch(() => null)
      if (over) return void lock?.release()
      sentinel = lock
      setRefused(lock === null)
    }
    void ask()
    document.addEventListener("visibilitychange", ask)
    return () => {
      over = true
      document.removeEventListener("visibilitychange", ask)
      void sentinel?.release()
    }
  }, [wanted])
  return refused
}
