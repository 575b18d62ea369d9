import {
  chooseSignatureSuite,
  generateIdentity,
  type Identity,
  identityFromKeys,
  webRandom,
} from "@tutti/crypto"
import type { PreparedDataset } from "@tutti/data"
import { version } from "../../../package.json"
import type { Answer, OwnerScreen } from "./api.ts"
import { createLazyTrainer } from "./lazy-trainer.ts"
import { recordsInMemory } from "./memory-records.ts"
import { participate } from "./participation.ts"
import { type ProblemCode, problemOf } from "./problem.ts"
import { receiptBody, signReceipt } from "./receipt.ts"
import { openResultsDesk, type ResultsDesk } from "./results-desk.ts"
import type { Visit } from "./visit.ts"
import { workerClock } from "./worker-clock.ts"

/** An owner in a study, from its agreement to the end of this tab. */
export interface TakingPart {
  /** Let in and, with data, accepted; or why not. */
  readonly started: Promise<Answer<null>>
  readonly dataset: PreparedDataset | null
  readonly results: ResultsDesk
  screen(): OwnerScreen
  pause(): void
  resume(): void
  /** Resolves when this browser has forgotten the study; the relay is told meanwhile. */
  leave(): Promise<void>
  /** Also after leaving: from what this tab still has in memory. */
  receipt(): Promise<string>
}

/** How long the relay may take to hear of a leave before the line is cut. */
const FAREWELL_MS = 3_000

/** @param dataset null only fetches the result of a study that has ended. */
export async function startTakingPart(
  { link, card, record, records, seat }: Visit,
  dataset: PreparedDataset | null,
  onScreen: (screen: OwnerScreen) => void,
): Promise<TakingPart> {
  const kept = record.current()
  const identity = await (kept.identity === null ? newIdentity() : identityFromKeys(kept.identity))
  record.change({ identity: identity.keys })
  const participation = participate({
    link,
    identity,
    label: kept.label,
    earlier: kept.history,
    trainer: createLazyTrainer,
    records,
    onScreen,
    onHistory: (history) => record.change({ history }),
  })
  const { participant } = participation
  const results = openResultsDesk(card, participant)
  let left = false

  const start = async (): Promise<Answer<null>> => {
    const admission = await participant.admitted
    if (!admission.ok) return refused(admission.refusal)
    if (admission.value.studyHash !== card.studyHash) {
      participation.close()
      return refused("E_STUDY_CHANGED")
    }
    if (dataset === null) return { ok: true, value: null }
    participant.dataChecked()
    const accepted = await participant.ready(dataset).catch((error: unknown) => {
      console.error(error)
      return { ok: false, refusal: "E_TRAINING" } as const
    })
    return accepted.ok ? accepted : refused(accepted.refusal)
  }

  return {
    started: start(),
    dataset,
    results,
    screen: participation.screen,
    pause: () => participant.pause(),
    resume: () => participant.resume(),
    async leave() {
      left = true
      const cut = workerClock.start(FAREWELL_MS, participation.close)
      void participant.leave().finally(() => {
        cut()
        participation.close()
      })
      await record.forget()
      seat.release()
    },
    receipt: () =>
      signReceipt(
        receiptBody({
          study: card.study,
          title: card.spec.title,
          organiser: card.spec.organiser,
          studyHash: card.studyHash,
          words: card.words.join(" "),
          relay: card.relayHost,
          participant: identity.participant,
          consentedAt: new Date(kept.consentedAt ?? workerClock.nowMs()).toISOString(),
          issuedAt: new Date(workerClock.nowMs()).toISOString(),
          mode: card.spec.mode,
          model: results.held(),
          history: participation.history(),
          left,
          version,
        }),
        identity,
      ),
  }
}

/** Tell the relay that an owner of an earlier visit leaves, without taking part again. Best effort. */
export async function sayGoodbye({ link, record }: Visit): Promise<void> {
  const { identity: keys, label, history } = record.current()
  if (keys === null) return
  const identity = await identityFromKeys(keys)
  const quiet = { onScreen: () => {}, onHistory: () => {}, trainer: createLazyTrainer }
  // What it hears on its way out is not kept: this browser is forgetting the study.
  const records = recordsInMemory()
  const participation = participate({ link, identity, label, earlier: history, records, ...quiet })
  const cut = workerClock.start(FAREWELL_MS, participation.close)
  const admission = await participation.participant.admitted
  if (admission.ok) await participation.participant.leave()
  cut()
  participation.close()
}

async function newIdentity(): Promise<Identity> {
  return generateIdentity(await chooseSignatureSuite(webRandom))
}

function refused(code: ProblemCode | "closed"): { ok: false; problem: ReturnType<typeof problemOf> } {
  return { ok: false, problem: problemOf(code === "closed" ? "E_UNREACHABLE" : code) }
}
