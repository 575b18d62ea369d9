import "@fontsource-variable/source-sans-3/wght.css"
import "@fontsource/jetbrains-mono/400.css"
import "@fontsource/source-sans-3/400-italic.css"
import "./ui/tokens.css"
import "./ui/base.css"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./app/App.tsx"

const root = document.getElementById("tutti")
if (!root) throw new Error("index.html has no element with the id tutti")
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
