import type { DataProblemCode } from "@tutti/data"
import { REFUSALS, type RefusalCode } from "@tutti/protocol"

/** What can go wrong in this tab, besides the relay's refusals. Codes are stable, like the relay's own. */
const LOCAL = {
  E_LINK: {
    side: "tab",
    what: "The address is not a complete invite link.",
    next: "Copy the whole link again, with everything after the # sign.",
  },
  E_UNREACHABLE: {
    side: "relay",
    what: "The relay does not answer.",
    next: "Check the connection and reload; if it stays like this, ask the organiser whether the relay runs.",
  },
  E_ANSWER: {
    side: "relay",
    what: "The relay's answer does not have the form that this page knows.",
    next: "Reload the page to get the version that the relay serves.",
  },
  E_INSECURE: {
    side: "relay",
    what: "This page came over an address that is not secure (http).",
    next: "Ask the organiser for a link that begins with https; without it, others in the network could read along.",
  },
  E_STORAGE: {
    side: "tab",
    what: "The browser does not let this page keep anything.",
    next: "Allow site data for this address, or use a window that is not private.",
  },
  E_SAMPLE: {
    side: "relay",
    what: "The sample data could not be fetched.",
    next: "Reload the page, or choose a file of your own.",
  },
  E_OTHER_FILE: {
    side: "tab",
    what: "This is another file than the one you took part with.",
    next: "Choose the same file, unchanged; or leave the study and join again with this one.",
  },
  E_OTHER_UNIT: {
    side: "tab",
    what: "A column holds numbers in another unit than the study declares.",
    next: "Convert the column in the file and choose it again, or tell the organiser.",
  },
  E_FILE_UNREADABLE: {
    side: "tab",
    what: "The file cannot be read any more: it was moved, changed or locked.",
    next: "Choose the file again.",
  },
  E_FAULT: {
    side: "tab",
    what: "This page met a fault of its own.",
    next: "Reload the page: it offers to continue where it was.",
  },
} as const

/** Refusals that an owner meets otherwise than the admin, for whom the protocol words them. */
const FOR_OWNERS: Partial<Record<RefusalCode, { side: "tab" | "relay"; what: string; next: string }>> = {
  E_POLICY: {
    side: "relay",
    what: "The relay shows another study than the one that this link was made for.",
    next: "Do not take part. Ask the organiser for the link once more, by telephone or in person, and say what you saw here.",
  },
  E_ROSTER: {
    side: "relay",
    what: "The relay shows a list of owners that the organiser has not signed.",
    next: "Do not go on. Call the organiser and compare the safety number.",
  },
}

type LocalCode = keyof typeof LOCAL
export type ProblemCode = RefusalCode | LocalCode

/** An error in the parts that people ask for; whether the data is safe depends on the moment, and the page says it. */
export type Problem = {
  code: ProblemCode | DataProblemCode
  side: "tab" | "relay"
  what: string
  next: string
}

export function problemOf(code: ProblemCode): Problem {
  if (isLocal(code)) return { code, ...LOCAL[code] }
  const own = FOR_OWNERS[code]
  if (own !== undefined) return { code, ...own }
  const { side, what, next } = REFUSALS[code]
  return { code, side: side === "sender" ? "tab" : "relay", what, next }
}

/** Whether a code that came from elsewhere is one that this page has words for. */
export const isProblemCode = (code: string): code is ProblemCode => code in LOCAL || code in REFUSALS

const isLocal = (code: ProblemCode): code is LocalCode => code in LOCAL
