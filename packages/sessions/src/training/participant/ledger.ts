import type { OwnerMessage } from "@tutti/protocol"
import type { LedgerEntry, OwnerView } from "./view.ts"

/**
 * One entry more, in the owner's words.
 * @param bytes envelope and payload
 * @param round of the running sum, whose steps do not name it
 */
export function enter(
  view: OwnerView,
  message: OwnerMessage,
  bytes: number,
  atMs: number,
  round: number | null = null,
): OwnerView {
  const ofSum = message.kind === "aggregation" ? round : null
  const entry: LedgerEntry = {
    what: whatLeft(message),
    round: "round" in message ? message.round : ofSum,
    bytes,
    recipient: "relay",
    atMs,
  }
  return { ...view, ledger: [...view.ledger, entry], bytesOut: view.bytesOut + bytes }
}

function whatLeft(message: OwnerMessage): LedgerEntry["what"] {
  switch (message.kind) {
    case "identify":
      return "identity"
    case "ready":
      return "row-counts-and-column-sums"
    case "update":
      return "model-update"
    case "evaluation":
      return "validation-measurement"
    case "failed":
    case "activity":
    case "leave":
      return "activity"
    case "want-result":
      return "request"
    case "enrol":
      return "enrolment"
    case "aggregation":
      return message.step === "masked" ? "masked-vector" : "aggregation-step"
  }
}
