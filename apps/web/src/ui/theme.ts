/* public/theme.js applies the stored choice before the first paint; the key is the same. */
const KEY = "tutti.theme"

export type Theme = "light" | "dark"

const dark = matchMedia("(prefers-color-scheme: dark)")
const listeners = new Set<() => void>()

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme
  if (chosen === "light" || chosen === "dark") return chosen
  return dark.matches ? "dark" : "light"
}

/** Holds on this device from now on. Choosing what the system says anyway goes back to following it. */
export function chooseTheme(theme: Theme): void {
  const followsSystem = theme === (dark.matches ? "dark" : "light")
  if (followsSystem) delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (followsSystem) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Storage is switched off: the choice holds until the page is closed.
  }
  for (const listener of listeners) listener()
}

export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener)
  dark.addEventListener("change", listener)
  return () => {
    listeners.delete(listener)
    dark.removeEventListener("change", listener)
  }
}
