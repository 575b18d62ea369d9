import { REFUSALS } from "@tutti/protocol"
import type { DealerEvent } from "@tutti/sdk/regression"

/* What a dealer says of itself. */

/** What it is for, and what it could do, in one sentence. */
export const PURPOSE =
  "Deals random numbers to the parties of encrypted regressions: it sees no row, no sum and no result, and must not side with any party, because together they could open the others' sums."

/** One line for a person; @returns what happened, and never what was dealt. */
export function eventSentence(event: DealerEvent): string {
  switch (event.kind) {
    case "serves":
      return `${event.study}: deals for “${event.title}”.`
    case "dealt":
      return `${event.study}: dealt for run ${event.run}, which is burned.`
    case "run-ended":
      return `${event.study}: run ${event.run} ended without a result (${event.reason}).`
    case "refused":
      return `${event.study}: refused. ${REFUSALS[event.code].what} (${event.code})`
    case "finished":
      return `${event.study}: finished.`
    case "reached":
      return "The relay answers."
    case "unreachable":
      return "The relay does not answer; trying again."
  }
}
