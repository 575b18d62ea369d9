// Applies the theme that was chosen on this device; without a choice the system's theme holds.
try {
  const theme = localStorage.getItem("tutti.theme")
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme
} catch {
  // Storage is switched off: the system's theme holds.
}
