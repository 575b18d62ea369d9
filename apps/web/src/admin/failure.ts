import { REFUSALS, type RefusalCode } from "@tutti/protocol"
import { LOCAL_FAILURES, type LocalFailure, TuttiError } from "@tutti/sdk"
import { failure as words } from "../strings/en.admin.ts"
import type { ErrorAnatomy } from "../ui/Notice.tsx"
import { UnkeptKey } from "./study-key/unkept.ts"

/** A refusal with all that an admin asks about it. */
export function refusalAnatomy(code: RefusalCode): ErrorAnatomy {
  const { side, what, next } = REFUSALS[code]
  return { what, side: words.side[side], safe: words.safe[side], next, code }
}

/** What could not be done, and why. What is not a TuttiError is a fault of the page and goes on as one. */
export function failureAnatomy(error: unknown): ErrorAnatomy {
  if (error instanceof UnkeptKey) return { ...words.unkept, safe: words.safe.sender, code: "E_STORAGE" }
  if (!(error instanceof TuttiError)) throw error
  const { code } = error
  if (isRefusal(code)) return refusalAnatomy(code)
  if (isLocal(code)) return { ...words.local[code], safe: words.safe.relay, code }
  return {
    what: error.message,
    side: words.side.sender,
    safe: words.safe.sender,
    next: words.next.file,
    code,
  }
}

function isRefusal(code: string): code is RefusalCode {
  return code in REFUSALS
}

function isLocal(code: string): code is LocalFailure {
  return code in LOCAL_FAILURES
}
