import type { DataProblemCode } from "@tutti/data"
import type { RefusalCode } from "@tutti/protocol"
import { REFUSALS } from "@tutti/protocol"

/** What can go wrong on this machine, besides the relay's own refusals. */
export const LOCAL_FAILURES = {
  E_LINK: "This is not an invite link: it should look like https://HOST/join/STUDY#SECRET.",
  E_UNREACHABLE: "The relay does not answer at that address.",
  E_STUDY_KEY: "This is not the study key that signed this study.",
  E_ANSWER: "The relay's answer does not have the form that the protocol gives it.",
} as const
export type LocalFailure = keyof typeof LOCAL_FAILURES

/** The relay's refusals, this machine's failures, and what can be wrong with a file. */
export type TuttiErrorCode = RefusalCode | LocalFailure | DataProblemCode

/**
 * What the SDK throws when a request could not be done. `code` is stable: branch on it, never on the sentence.
 * `side` is "relay" when the relay is at fault or in the way, "sender" when the caller can mend it.
 */
export class TuttiError extends Error {
  constructor(
    readonly code: TuttiErrorCode,
    readonly side: "sender" | "relay",
    message: string,
  ) {
    super(message)
    this.name = "TuttiError"
  }

  /** A refusal in the relay's words. */
  static refused(code: RefusalCode): TuttiError {
    const { side, what, next } = REFUSALS[code]
    return new TuttiError(code, side, `${what} ${next}`)
  }

  /** A failure of this machine; `detail` names a place, a row or an address, never a value. */
  static local(code: LocalFailure, detail?: string): TuttiError {
    const what = LOCAL_FAILURES[code]
    return new TuttiError(code, "sender", detail === undefined ? what : `${what} ${detail}`)
  }
}
