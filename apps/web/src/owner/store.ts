import { createStore, type StoreApi } from "zustand/vanilla"
import { trouble } from "../strings/en.owner.ts"
import type { Opened, OwnerScreen } from "../workers/participant/api.ts"
import type { Consent } from "../workers/participant/consent.ts"
import type { DataScreen, ReadingChoice } from "../workers/participant/data-screen.ts"
import type { Predictions } from "../workers/participant/predictions.ts"
import type { Problem } from "../workers/participant/problem.ts"
import type { ModelFiles, ResultScreen } from "../workers/participant/result.ts"
import { applyChange, type ScreenChange } from "../workers/participant/screen-change.ts"
import type { SourceChoice } from "../workers/participant/source.ts"
import { callback, type ParticipantRemote } from "../workers/participant.ts"

/** Where the owner stands on its way; every stage is one screen. */
export type Stage =
  | "opening"
  | "elsewhere"
  | "trouble"
  | "welcome-back"
  | "choose"
  | "check"
  | "consent"
  | "part"
  | "gone"
  /** The link leads into a regression, whose owners have a page and a worker of their own. */
  | "regression"

/** Rows being read: the file's name, null for the sample, and the share read so far in [0, 1]. */
export type Reading = { name: string | null; share: number }

export type OwnerState = {
  stage: Stage
  opened: Opened | null
  /** What stands in the way on the present screen. */
  problem: Problem | null
  reading: Reading | null
  data: DataScreen | null
  consent: Consent | null
  /** The worker is at the data again: another reading, another mapping, or the consent's figures. */
  working: boolean
  /** The relay's answer to "take part" is still out. */
  joining: boolean
  screen: OwnerScreen | null
  result: ResultScreen | null
  predicting: Reading | null
  predictions: Predictions | null
  receipt: string | null

  choose(choice: SourceChoice): Promise<void>
  changeReading(reading: ReadingChoice): Promise<void>
  changeMapping(mapping: DataScreen["mapping"]): Promise<void>
  readConsent(): Promise<void>
  takePart(label: string): Promise<void>
  continueWith(file: File | null): Promise<void>
  /** Back to choosing, from a later step before agreeing or from a study that changed. */
  startOver(): void
  backToCheck(): void
  pause(): void
  resume(): void
  leave(): Promise<void>
  fetchResult(): Promise<void>
  modelFiles(which: "best" | "last"): Promise<ModelFiles | null>
  predict(file: File, which: "best" | "last"): Promise<void>
  writeReceipt(): Promise<string | null>
}

export type OwnerStore = StoreApi<OwnerState>

/** The page's whole state: what the worker last said, and which screen shows it. It computes nothing. */
export function createOwnerStore(participant: ParticipantRemote): OwnerStore {
  return createStore<OwnerState>()((set, get) => {
    // The worker's last progress may arrive after its answer: it must not bring the bar back.
    const progressOf = (name: string | null, bar: "reading" | "predicting" = "reading") =>
      callback((share: number) => {
        if (get()[bar] !== null) set({ [bar]: { name, share } })
      })
    const showData = (answer: Awaited<ReturnType<ParticipantRemote["changeReading"]>>) =>
      answer.ok
        ? set({ stage: "check", data: answer.value, problem: null, reading: null, working: false })
        : set({ problem: answer.problem, reading: null, working: false })
    const joined = (answer: Awaited<ReturnType<ParticipantRemote["takePart"]>>) =>
      set({ joining: false, reading: null, problem: answer.ok ? null : answer.problem })
    return {
      stage: "opening",
      opened: null,
      problem: null,
      reading: null,
      data: null,
      consent: null,
      working: false,
      joining: false,
      screen: null,
      result: null,
      predicting: null,
      predictions: null,
      receipt: null,

      async choose(choice) {
        const name = choice.kind === "file" ? choice.file.name : null
        set({ reading: { name, share: 0 }, problem: null })
        showData(await participant.chooseSource(choice, progressOf(name)))
      },
      async changeReading(reading) {
        set({ working: true })
        showData(await participant.changeReading(reading))
      },
      async changeMapping(mapping) {
        set({ working: true })
        showData(await participant.changeMapping(mapping))
      },
      async readConsent() {
        set({ working: true })
        const answer = await participant.consent()
        if (answer.ok) set({ stage: "consent", consent: answer.value, problem: null, working: false })
        else set({ problem: answer.problem, working: false })
      },
      async takePart(label) {
        set({ joining: true, problem: null, stage: "part" })
        joined(await participant.takePart(label))
      },
      async continueWith(file) {
        const name = keptName(get().opened)
        set({ joining: true, problem: null, reading: { name, share: 0 } })
        joined(await participant.continueWith(file, progressOf(name)))
      },
      startOver: () => set({ stage: "choose", problem: null, data: null, consent: null }),
      backToCheck: () => set({ stage: "check", problem: null }),
      pause: () => void participant.pause(),
      resume: () => void participant.resume(),
      async leave() {
        const answer = get().screen === null ? null : await participant.receipt()
        await participant.leave()
        set({ stage: "gone", receipt: answer?.ok ? answer.value : null, problem: null })
      },
      async fetchResult() {
        const answer = await participant.result()
        if (answer.ok) set({ result: answer.value })
        else set({ problem: answer.problem })
      },
      async modelFiles(which) {
        const answer = await participant.modelFiles(which)
        if (!answer.ok) set({ problem: answer.problem })
        return answer.ok ? answer.value : null
      },
      async predict(file, which) {
        set({ predicting: { name: file.name, share: 0 }, predictions: null, problem: null })
        const answer = await participant.predict(file, which, progressOf(file.name, "predicting"))
        if (answer.ok) set({ predicting: null, predictions: answer.value })
        else set({ predicting: null, problem: answer.problem })
      },
      async writeReceipt() {
        const answer = await participant.receipt()
        if (!answer.ok) set({ problem: answer.problem })
        return answer.ok ? answer.value : null
      },
    }
  })
}

/** What the rows of an earlier visit are called; null for the sample. */
function keptName(opened: Opened | null): string | null {
  const resumption = opened?.resumption
  if (resumption?.kind !== "continue" && resumption?.kind !== "ended") return null
  return resumption.data.kind === "sample" ? null : resumption.data.name
}

/** The worker is gone, or went on after a bug: the page says so where the owner stands. */
export function showFault(store: OwnerStore): void {
  const problem: Problem = { code: "E_FAULT", side: "tab", ...trouble.fault }
  store.setState(({ stage }) => ({ problem, stage: stage === "opening" ? "trouble" : stage }))
}

/**
 * What a link into a regression comes to when it is asked for as a training study; a used-up invite still opens for an
 * owner that has taken part before. It is asked for again as a regression, which says for itself if it is neither.
 */
const MAYBE_REGRESSION: ReadonlySet<Problem["code"]> = new Set([
  "E_ANSWER",
  "E_INVITE_USED",
  "E_INVITE_EXPIRED",
])

/** Open the link and follow the worker; the store learns where to begin. */
export async function openLink(
  store: OwnerStore,
  participant: ParticipantRemote,
  link: string,
): Promise<void> {
  const elsewhere = callback(() => store.setState({ stage: "elsewhere" }))
  const follow = (change: ScreenChange) =>
    store.setState(({ stage, screen }) =>
      stage === "gone" ? {} : { screen: applyChange(screen, change), stage: "part" },
    )
  await participant.onScreen(callback(follow))
  const answer = await participant.open(link, elsewhere)
  if (!answer.ok) {
    const stage = MAYBE_REGRESSION.has(answer.problem.code) ? "regression" : "trouble"
    return store.setState({ stage, problem: answer.problem })
  }
  const { kind } = answer.value.resumption
  const begins = kind === "new" || kind === "unfinished"
  store.setState({ stage: begins ? "choose" : "welcome-back", opened: answer.value })
}
