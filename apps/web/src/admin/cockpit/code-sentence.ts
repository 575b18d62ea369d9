import { type AbandonReason, REFUSALS, type RefusalCode } from "@tutti/protocol"
import { cockpit as words } from "../../strings/en.cockpit.ts"

/** What a code in the log means, in a sentence. */
export function codeSentence(code: RefusalCode | AbandonReason): string {
  return isReason(code) ? words.reason[code] : REFUSALS[code].what
}

function isReason(code: RefusalCode | AbandonReason): code is AbandonReason {
  return code in words.reason
}
