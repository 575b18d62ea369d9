import type { StudyId } from "@tutti/protocol"
import type { DealerView } from "@tutti/sessions/regression"
import type { Answer, RegressionProblem } from "../regression/api.ts"

/* What crosses the border between the dealer's page and its worker: plain data. */

/** What this browser has done before. */
type DealerOpened = {
  /** It deals under this key already, and goes on. */
  publicKey: string | null
  /** It has been an owner of a regression: the two roles together would know every owner's sums. */
  ownsRows: boolean
}

/** Where the dealer stands in one study. */
export type DealtStudy = Pick<DealerView, "phase" | "roster" | "run" | "dealt" | "ended"> & {
  study: StudyId
  /** Once the study is known and signed. */
  title: string | null
  organiser: string | null
  problem: RegressionProblem | null
}

/** An encrypted inference that names this dealer, and the runs that it has dealt for. */
export type DealtInference = {
  study: StudyId
  title: string
  runs: number
  /** Images of the last run. */
  rows: number
}

export type DealerScreen = {
  /** Whether the relay answers. */
  reached: boolean
  studies: readonly DealtStudy[]
  inferences: readonly DealtInference[]
}

/** Everything that the page asks of its worker. */
export interface DealerDesk {
  /** Take this tab's seat. @param onElsewhere another tab of this browser deals; the answer comes when it stops. */
  open(onElsewhere: () => void): Promise<Answer<DealerOpened>>
  /** Deal for every regression and every inference of this relay that names this browser's key. @returns the key, base64url */
  deal(): Promise<Answer<string>>
  /** Deal no more, also after a reload. Runs that are open and not yet dealt for end. */
  stop(): Promise<void>
  onScreen(listener: (screen: DealerScreen) => void): void
}
