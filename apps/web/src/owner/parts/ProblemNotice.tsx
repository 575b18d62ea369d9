import { type ReactNode, useState } from "react"
import { trouble as words } from "../../strings/en.owner.ts"
import { ui } from "../../strings/en.ts"
import { Button } from "../../ui/Button.tsx"
import { ErrorNotice } from "../../ui/Notice.tsx"
import type { Problem } from "../../workers/participant/problem.ts"
import { useOwner } from "../OwnerContext.ts"

/** An error in all its parts; whether the data is safe follows from what the ledger says has left. */
export function ProblemNotice({ problem, actions }: { problem: Problem; actions?: ReactNode }) {
  const bytesOut = useOwner((state) => state.screen?.ledger.bytes ?? state.opened?.sentBytes ?? 0)
  const error = {
    what: problem.what,
    side: words.side[problem.side],
    safe: bytesOut === 0 ? words.safe.nothingSent : words.safe.rowsStayed(bytesOut),
    next: problem.next,
    code: problem.code,
  }
  const lines = [error.code, error.side, error.what, error.next, navigator.userAgent]
  return (
    <ErrorNotice
      error={error}
      actions={
        <>
          {actions}
          <CopyText text={lines.join("\n")} />
        </>
      }
    />
  )
}

/** What is copied names no file, no column, no cell and no secret. */
function CopyText({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  async function copy() {
    await navigator.clipboard.writeText(text)
    setCopied(true)
  }
  return (
    <Button look="quiet" icon={copied ? "good" : "copy"} onClick={copy}>
      {copied ? ui.copied : words.copy}
    </Button>
  )
}
