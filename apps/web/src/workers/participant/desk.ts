import type { PreparedDataset } from "@tutti/data"
import type { Answer, OwnerScreen, ParticipantDesk } from "./api.ts"
import type { OwnerArchive } from "./archive.ts"
import { consentFor } from "./consent.ts"
import type { DataScreen, ReadingChoice } from "./data-screen.ts"
import { warmUp } from "./lazy-trainer.ts"
import { type ProblemCode, problemOf } from "./problem.ts"
import { type ScreenChange, screenChange } from "./screen-change.ts"
import type { SourceChoice } from "./source.ts"
import type { TakingPart } from "./taking-part.ts"
import { openVisit, type Visit } from "./visit.ts"
import { workerClock } from "./worker-clock.ts"

type Progress = (share: number) => void

/** The line, the sessions and their sums: fetched when a file has been chosen, and not with the landing. */
const takingPart = () => import("./taking-part.ts")

/** The owner's side of the border: everything the page asks, done in the worker. */
export function openParticipantDesk(archive: OwnerArchive): ParticipantDesk {
  let visit: Visit | null = null
  let part: TakingPart | null = null
  let listener: (change: ScreenChange) => void = () => {}
  let sent: OwnerScreen | null = null

  const show = (screen: OwnerScreen) => {
    listener(screenChange(sent, screen))
    sent = screen
  }

  const join = async (at: Visit, dataset: PreparedDataset | null): Promise<Answer<null>> => {
    const { startTakingPart } = await takingPart()
    part = await startTakingPart(at, dataset, show)
    return part.started
  }
  const keepChoice = ({ data, record }: Visit) => record.change({ choice: data.saved() })

  return {
    open: guarded(async (link: string, onElsewhere: () => void) => {
      const opened = await openVisit(link, archive, onElsewhere, (error) => console.error(error))
      if (!opened.ok) return refused(opened.code)
      visit = opened.visit
      return { ok: true, value: opened.opened }
    }),
    chooseSource: guarded(async (choice: SourceChoice, onProgress: Progress) => {
      if (visit === null) return refused("E_FAULT")
      const chosen = await visit.data.choose(choice, visit.record.current().choice, onProgress)
      if (chosen.ok) keepChoice(visit)
      // Asked for again, and then reported, when it is needed.
      takingPart().catch(() => {})
      return chosen
    }),
    changeReading: guarded(async (reading: ReadingChoice) => {
      if (visit === null) return refused("E_FAULT")
      const changed = await visit.data.changeReading(reading)
      if (changed.ok) keepChoice(visit)
      return changed
    }),
    changeMapping: guarded(async (mapping: DataScreen["mapping"]) => {
      if (visit === null) return refused("E_FAULT")
      const changed = visit.data.changeMapping(mapping)
      if (changed.ok) keepChoice(visit)
      return changed
    }),
    consent: guarded(async () => {
      const dataset = visit?.data.prepare() ?? null
      if (visit === null || dataset === null) return refused("E_FAULT")
      warmUp()
      const { study, studyHash, spec, relayHost } = visit.card
      const rows = { training: dataset.trainingRows, validation: dataset.validationRows }
      const { statistics } = dataset
      return { ok: true, value: consentFor({ study, studyHash, spec, relayHost, rows, statistics }) }
    }),
    takePart: guarded(async (label: string) => {
      const dataset = visit?.data.prepare() ?? null
      if (visit === null || dataset === null) return refused("E_FAULT")
      visit.record.change({ consentedAt: workerClock.nowMs(), label })
      return join(visit, dataset)
    }),
    continueWith: guarded(async (file: File | null, onProgress: Progress) => {
      if (visit === null) return refused("E_FAULT")
      const { choice, history } = visit.record.current()
      if (choice === null) return refused("E_FAULT")
      const onlyResult = history.outcome !== null && file === null && choice.source.kind === "file"
      if (onlyResult) return join(visit, null)
      const restored = await visit.data.restore(choice, file, onProgress)
      return restored.ok ? join(visit, visit.data.prepare()) : restored
    }),
    onScreen(next) {
      listener = next
      sent = null
      if (part !== null) show(part.screen())
    },
    pause() {
      part?.pause()
    },
    resume() {
      part?.resume()
    },
    async leave() {
      if (part !== null) return part.leave()
      if (visit === null) return
      const { record, seat } = visit
      if (record.current().consentedAt !== null) void sayGoodbye(visit).catch(console.error)
      await record.forget()
      seat.release()
    },
    result: guarded(async () => {
      if (part === null) return refused("E_FAULT")
      const found = await part.results.screen(part.dataset, part.screen().rounds)
      return found.ok ? found : refused(found.code)
    }),
    modelFiles: guarded(async (which: "best" | "last") => {
      if (part === null) return refused("E_FAULT")
      const found = await part.results.files(which)
      return found.ok ? found : refused(found.code)
    }),
    predict: guarded(async (file: File, which: "best" | "last", onProgress: Progress) => {
      if (part === null || visit === null) return refused("E_FAULT")
      const found = await part.results.predict(file, which, visit.record.current().choice, onProgress)
      return found.ok ? found : refused(found.code)
    }),
    receipt: guarded(async () => {
      if (part === null) return refused("E_FAULT")
      return { ok: true, value: await part.receipt() }
    }),
  }
}

/** A bug in here is told to the page as a fault of this tab, with its cause in the console and nowhere else. */
function guarded<Arguments extends unknown[], Value>(
  work: (...given: Arguments) => Promise<Answer<Value>>,
): (...given: Arguments) => Promise<Answer<Value>> {
  return (...given) =>
    work(...given).catch((error: unknown) => {
      console.error(error)
      return refused("E_FAULT")
    })
}

async function sayGoodbye(visit: Visit): Promise<void> {
  const taking = await takingPart()
  await taking.sayGoodbye(visit)
}

const refused = (code: ProblemCode) => ({ ok: false, problem: problemOf(code) }) as const
