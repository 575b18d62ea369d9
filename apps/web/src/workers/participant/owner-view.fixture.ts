import type { OwnerView } from "@tutti/sessions/training"

/** A view in which nothing has happened yet. */
export const emptyView: OwnerView = {
  phase: "connecting",
  participant: null,
  study: null,
  returning: false,
  round: null,
  cohort: null,
  wait: null,
  own: [],
  rounds: [],
  abandoned: [],
  ledger: [],
  bytesOut: 0,
  bytesIn: 0,
  refusal: null,
  outcome: null,
  backend: null,
  secure: null,
}
