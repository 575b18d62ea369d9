import type { InferenceSeat, RefusalCode } from "@tutti/protocol"
import type { EndedInference } from "@tutti/sessions/inference"
import { problemWith } from "../regression/problem.ts"
import type { InferenceProblem } from "./api.ts"

/* What a client is told when others go away, in the middle of its run or with the offer; and a model owner, of a relay without it. */

const WHO: Record<InferenceSeat, Pick<InferenceProblem, "side"> & { readonly name: string }> = {
  owner: { side: "owner", name: "The model owner’s tab" },
  dealer: { side: "dealer", name: "The dealer" },
  client: { side: "tab", name: "This tab" },
}
const SOMEBODY = { side: "relay", name: "Somebody" } as const
const NEXT =
  "Nothing was opened of this run, and none of it is used again. Your images are still here: ask again when everybody is back."

/** Why nothing came of a question. @param ended how its run ended, where one had begun */
export function problemOfRun(code: RefusalCode, ended: EndedInference | undefined): InferenceProblem {
  if (code !== "E_IN_ABSENT" || ended === undefined) return problemWith(code)
  const { side, name } = ended.seat === null ? SOMEBODY : WHO[ended.seat]
  const during = (side: InferenceProblem["side"], what: string) => ({
    code,
    side,
    what: `${what} in the middle of the run.`,
    next: NEXT,
  })
  switch (ended.reason) {
    case "disconnected":
      return during("relay", "This tab lost its line to the relay")
    case "left":
      return during(side, `${name} left`)
    case "deadline":
      return during(side, `${name} was silent for too long`)
    case "finished":
    case "refused":
      return problemWith(code)
  }
}

const FORGOTTEN = {
  side: "relay",
  what: "The relay does not know this offer: it was started again and the model owner’s tab has not come back since, or the offer has been ended.",
} as const

/** A relay that has forgotten an offer may be told of it once more, and this tab looks for that. */
export const LOOKING: InferenceProblem = {
  code: "E_INVITE_UNKNOWN",
  ...FORGOTTEN,
  next: "This tab looks every few seconds, and goes on by itself when the model owner’s tab is back. Your images are still here.",
}

/** Why a client is not, or no more, let in by its link. */
export function problemOfLink(code: RefusalCode | "closed"): InferenceProblem {
  if (code === "E_STUDY_UNKNOWN")
    return {
      code,
      side: "relay",
      what: "This offer is over: the model owner has ended it.",
      next: "Ask the model owner for another link.",
    }
  if (code === "E_INVITE_UNKNOWN")
    return {
      code,
      ...FORGOTTEN,
      next: "Reload this page when the model owner’s tab is open; if that does not help, ask for another link.",
    }
  return problemWith(code)
}

/** The terms name the relay's key; one that has lost it, or another one at the same address, has not been agreed to. */
export const OTHER_RELAY: InferenceProblem = {
  code: "E_POLICY",
  side: "relay",
  what: "The relay at this address has another key than the one that your signed terms name.",
  next: "This offer cannot go on here. Withdraw it, and offer the model anew: the client needs the new link.",
}

/** Withdrawing goes in this order, so that what it says it has done is done. */
export const STILL_KEPT: InferenceProblem = {
  code: "E_STILL_KEPT",
  side: "tab",
  what: "This browser could not delete what it keeps of the offer: the model, its key and the link.",
  next: "The offer is not withdrawn. Try again, or clear this site's data in the browser's settings.",
}

export const NOT_TOLD: InferenceProblem = {
  code: "E_NOT_TOLD",
  side: "relay",
  what: "This browser has forgotten the offer, but the relay has not been told.",
  next: "Nobody answers by its link any more; whoever opens it waits for nobody until the relay is started again.",
}

/** Why a model owner is out for good. */
export const problemOfOffer = (code: RefusalCode): InferenceProblem =>
  code === "E_STUDY_UNKNOWN"
    ? {
        code,
        side: "relay",
        what: "Somebody with the admin’s token has withdrawn this offer at the relay.",
        next: "End it here as well, so that this browser forgets it; or reload this page and go on with it.",
      }
    : problemWith(code)
