import { REFUSALS } from "@tutti/protocol"
import type { InferenceDealerEvent } from "@tutti/sdk/inference"
import type { DealerEvent } from "@tutti/sdk/regression"

/* What a dealer says of itself. */

/** What it is for, and what it could do, in one sentence. */
export const PURPOSE =
  "Deals random numbers to the parties of encrypted regressions and inferences: it sees no row, no sum, no image, no weight and no result, and must not side with any party, because together they could open what the others keep."

/** One line for a person; @returns what happened, and never what was dealt. */
export function eventSentence(event: DealerEvent | InferenceDealerEvent): string {
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
    case "inference-serves":
      return `${event.study}: deals for the inference “${event.title}”.`
    case "inference-dealt":
      return `${event.study}: run ${event.run} is over; dealt for ${event.rows} images.`
    case "reached":
      return "The relay answers."
    case "unreachable":
      return "The relay does not answer; trying again."
  }
}
