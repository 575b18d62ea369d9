import type { RegressionSpec, StudyId, StudyState } from "@tutti/protocol"
import type { CommittedRegression, RegressionRecord } from "@tutti/sessions/regression"

/** What a list of regressions shows. */
type StoredRegression = {
  id: StudyId
  createdAt: Date
  spec: RegressionSpec
  state: StudyState
  /** Owners who have come in, whether they agreed or not. */
  members: number
  runs: number
}

/**
 * What outlives the process of regressions, beside `StudyStore`: invites, members and retention are those of any study.
 * Each method is one transaction. Both engines pass `regression-store.contract.ts`.
 */
export interface RegressionStore {
  /** @param study as `newRegression` makes it. */
  createRegression(study: CommittedRegression, createdAt: Date): Promise<void>
  /** Oldest first. */
  regressions(): Promise<StoredRegression[]>
  /** Regressions that name this dealer (base64url) and have not ended, oldest first. */
  dealtBy(dealerKey: string): Promise<StudyId[]>
  /** Writes a coordinator's record, and with it everything that follows from it. */
  commitRegression(study: StudyId, record: RegressionRecord): Promise<void>
  /** Equal to the fold of all records, for a coordinator that goes on. */
  committedRegression(study: StudyId): Promise<CommittedRegression | undefined>
}
