import { useSyncExternalStore } from "react"
import { ui } from "../strings/en.ts"
import { Button } from "./Button.tsx"
import { chooseTheme, currentTheme, onThemeChange } from "./theme.ts"

/** Day or night; until someone chooses, the system's setting holds. */
export function ThemeSwitch() {
  const theme = useSyncExternalStore(onThemeChange, currentTheme)
  const other = theme === "dark" ? "light" : "dark"
  return (
    <Button look="quiet" icon={other === "dark" ? "asleep" : "light"} onClick={() => chooseTheme(other)}>
      {ui.theme[other]}
    </Button>
  )
}
