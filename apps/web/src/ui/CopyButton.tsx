import { useEffect, useState } from "react"
import { ui } from "../strings/en.ts"
import { Button } from "./Button.tsx"

const SAID_MS = 4_000

/** Copies a text and says so on itself. Where the clipboard is closed to pages, the text is there to be selected. */
export function CopyButton({
  text,
  label,
  look = "plain",
}: {
  text: string
  label: string
  look?: "primary" | "plain" | "quiet"
}) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), SAID_MS)
    return () => clearTimeout(timer)
  }, [copied])
  return (
    <>
      <Button
        look={look}
        icon={copied ? "good" : "copy"}
        onClick={() =>
          void navigator.clipboard?.writeText(text).then(
            () => setCopied(true),
            () => setCopied(false),
          )
        }
      >
        {label}
      </Button>
      <span role="status" className={copied ? undefined : "visually-hidden"}>
        {copied ? ui.copied : ""}
      </span>
    </>
  )
}
