import type { ColumnFindings } from "@tutti/protocol"
import type { SufficientStatistics } from "@tutti/regression"
import type { Frozen, Study } from "../session/study.ts"
import type { PartyOptions, PartyRecord } from "./ports.ts"
import { NO_RUN, type PartyRun } from "./run.ts"
import { FIRST_VIEW, type PartyView } from "./view.ts"

/** Everything that an owner's machine knows of a regression; never written into, but for the secrets of `run`. */
export type PartyState = {
  readonly options: PartyOptions
  /** Let in on this connection. */
  readonly admitted: boolean
  readonly over: "left" | "refused" | null
  readonly study: Study | null
  /** Once the roster is frozen. */
  readonly seat: { readonly frozen: Frozen; readonly index: number; readonly record: PartyRecord } | null
  /** What its owner agreed to take part with, and its hash. */
  readonly agreed: { readonly statistics: SufficientStatistics; readonly hash: string } | null
  /** What it has said of its columns, or will say. */
  readonly findings: ColumnFindings | null
  readonly run: PartyRun
  /** Where sums are opened: the sum that this owner is in. */
  readonly sum: number | null
  /** A run has finished for this owner, or for all. */
  readonly finished: boolean
  /** Everything but `phase`, which follows from the fields above. */
  readonly view: PartyView
}

export const newParty = (options: PartyOptions): PartyState => ({
  options,
  admitted: false,
  over: null,
  study: null,
  seat: null,
  agreed: null,
  findings: null,
  run: NO_RUN,
  sum: null,
  finished: false,
  view: FIRST_VIEW,
})

/** The one word for where an owner stands. */
export function phaseOf({
  over,
  admitted,
  study,
  run,
  sum,
  finished,
  agreed,
}: PartyState): PartyView["phase"] {
  if (over) return over
  if (!admitted) return study === null ? "connecting" : "reconnecting"
  if (finished) return "finished"
  if (run.kind !== "none" || sum !== null) return "running"
  return agreed === null ? "admitted" : "enrolled"
}
