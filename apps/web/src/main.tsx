import "@fontsource-variable/source-sans-3/wght.css"
import "@fontsource-variable/source-sans-3/wght-italic.css"
import "@fontsource-variable/jetbrains-mono/wght.css"
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
