import { useEffect, useRef, useSyncExternalStore } from "react"

/*
 * Single keys that act anywhere on a page. They can be switched off (WCAG 2.1.4), and keep still while the focus is
 * on something that has a use for the key itself.
 */

const KEY = "tutti.shortcuts"
const listeners = new Set<() => void>()

function shortcutsEnabled(): boolean {
  return localStorage.getItem(KEY) !== "off"
}

export function enableShortcuts(enabled: boolean): void {
  if (enabled) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, "off")
  for (const listener of listeners) listener()
}

export function useShortcutsEnabled(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, shortcutsEnabled)
}

/** @param key as in KeyboardEvent.key; @param act null while there is nothing to do. */
export function useShortcut(key: string, act: (() => void) | null): void {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  }, [act])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return
      if (!latest.current || !shortcutsEnabled() || hasUseFor(event)) return
      event.preventDefault()
      latest.current()
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [key])
}

/** Fields take every key; whatever is operated by Space takes Space; an open dialog takes all. */
function hasUseFor({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]")) return true
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target.matches("input, textarea, select")) return true
  return key === " " && target.closest("button, a, summary, [role=slider], [tabindex='0']") !== null
}
