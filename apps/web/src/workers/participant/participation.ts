import { chooseRoundSuite, type Identity, webRandom } from "@tutti/crypto"
import type { TrainerFactory } from "@tutti/learning"
import {
  joinTraining,
  type OwnerView,
  type SecureRecords,
  type TrainingParticipant,
} from "@tutti/sessions/training"
import { connectOwner } from "@tutti/transport"
import type { OwnerScreen } from "./api.ts"
import { type History, historyKeeper, ownCountedRounds, remember } from "./history.ts"
import type { InviteLink } from "./invitation.ts"
import { latestEvery } from "./latest.ts"
import { leaveOpenBars, type OwnScore, writeScore } from "./own-score.ts"
import { problemOf } from "./problem.ts"
import { workerClock } from "./worker-clock.ts"

/** This owner taking part, from identification to the end, with what earlier visits left. */
export interface Participation {
  readonly participant: TrainingParticipant
  screen(): OwnerScreen
  history(): History
  /** Ends the line without leaving the study. */
  close(): void
}

export type ParticipationOptions = {
  link: InviteLink
  identity: Identity
  label: string
  earlier: History
  trainer: TrainerFactory
  /** Where a secure study's roster and ledger are kept. */
  records: SecureRecords
  onScreen: (screen: OwnerScreen) => void
  /** For what survives a reload. */
  onHistory: (history: History) => void
}

type Evidence = NonNullable<NonNullable<OwnerView["secure"]>["evidence"]>

const SCREENS_EVERY_MS = 100
const HISTORY_EVERY_MS = 500

export function participate(options: ParticipationOptions): Participation {
  const { link, identity, label, earlier, trainer, records } = options
  const channel = connectOwner(link.relay)
  const participant = joinTraining(
    {
      channel,
      clock: workerClock,
      identity,
      trainer,
      secure: { random: webRandom, suite: chooseRoundSuite, records },
      fault: console.error,
    },
    { study: link.study, invite: link.secret, label, studyKey: link.studyKey },
  )
  let score: OwnScore = leaveOpenBars(earlier.score)
  const keep = historyKeeper(earlier)
  const history = () => keep(participant.view(), score)
  const problem = remember((refusal: OwnerView["refusal"]) =>
    refusal === null ? null : problemOf(refusal.code),
  )
  const alarm = remember((evidence: Evidence | null) => (evidence === null ? null : problemOf(evidence.code)))
  const screen = (): OwnerScreen => {
    const { phase, returning, cohort, wait, backend, refusal, secure, participant: id } = participant.view()
    const known = history()
    const ownCounted = ownCountedRounds(known).length
    return {
      ...known,
      phase,
      returning,
      cohort,
      wait,
      backend,
      secure,
      ownCounted,
      participant: id,
      problem: problem(refusal),
      alarm: alarm(secure?.evidence ?? null),
    }
  }
  const screens = latestEvery(SCREENS_EVERY_MS, () => options.onScreen(screen()), workerClock)
  const histories = latestEvery(HISTORY_EVERY_MS, () => options.onHistory(history()), workerClock)

  const remove = participant.onView((view) => {
    score = writeScore(score, view, workerClock.nowMs())
    screens.push(undefined)
    histories.push(undefined)
  })
  screens.push(undefined)
  return {
    participant,
    screen,
    history,
    close() {
      remove()
      screens.stop()
      histories.stop()
      participant.close()
    },
  }
}
