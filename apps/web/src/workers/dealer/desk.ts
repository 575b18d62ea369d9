import {
  chooseSignatureSuite,
  generateIdentity,
  type Identity,
  identityFromKeys,
  webRandom,
} from "@tutti/crypto"
import type { StudyId } from "@tutti/protocol"
import { type InferenceDealerEvent, serveInferenceDealer } from "@tutti/sdk/inference"
import { type ServedDealer, serveDealer } from "@tutti/sdk/regression"
import type { DealerView } from "@tutti/sessions/regression"
import { takeLock } from "../participant/seat.ts"
import type { Answer } from "../regression/api.ts"
import type { RegressionArchive } from "../regression/archive.ts"
import { problemWith } from "../regression/problem.ts"
import type { DealerDesk, DealerScreen, DealtStudy } from "./api.ts"
import type { DealerArchive } from "./archive.ts"

const NOTHING_DEALT: DealerScreen = { reached: false, studies: [], inferences: [] }

/**
 * The side of the border where a dealer lives: key, line and burned runs.
 * @param owners what this browser has kept as an owner: whoever owns rows of a regression deals for none
 */
export function openDealerDesk(
  relay: string,
  archive: DealerArchive,
  owners: Pick<RegressionArchive, "hasSeats">,
): DealerDesk {
  let served: ServedDealer | null = null
  let inferring: { close(): void } | null = null
  let screen = NOTHING_DEALT
  let listener: (screen: DealerScreen) => void = () => {}

  function show(changes: Partial<DealerScreen>): void {
    screen = { ...screen, ...changes }
    listener(screen)
  }
  function showStudy(study: StudyId, view: DealerView): void {
    const others = screen.studies.filter((other) => other.study !== study)
    show({ studies: [...others, lineOf(study, view)] })
  }
  function showInference(event: InferenceDealerEvent): void {
    const { inferences } = screen
    const before = inferences.find(({ study }) => study === event.study)
    const others = inferences.filter((other) => other !== before)
    if (event.kind === "inference-serves")
      show({ inferences: [...others, { study: event.study, title: event.title, runs: 0, rows: 0 }] })
    else if (before !== undefined)
      show({ inferences: [...others, { ...before, runs: before.runs + 1, rows: event.rows }] })
  }
  async function serve(): Promise<string> {
    if (served !== null) return served.publicKey
    const kept = await archive.load()
    const identity = await (kept === null ? newIdentity() : identityFromKeys(kept.identity))
    await archive.save({ identity: identity.keys, dealing: true })
    served = serveDealer({
      relay,
      identity,
      records: archive.records,
      onEvent: ({ kind }) => {
        if (kind === "reached" || kind === "unreachable") show({ reached: kind === "reached" })
      },
      onView: showStudy,
      fault: (error) => console.error(error),
    })
    const machine = { identity, fault: (error: unknown) => console.error(error) }
    inferring = serveInferenceDealer(relay, machine, showInference)
    return served.publicKey
  }

  return {
    open: (onElsewhere) =>
      guarded(async () => {
        await takeLock("tutti/dealer", onElsewhere)
        const [kept, ownsRows] = await Promise.all([archive.load(), owners.hasSeats()])
        return { publicKey: kept?.dealing && !ownsRows ? await serve() : null, ownsRows }
      }),
    deal: () => guarded(serve),
    async stop() {
      served?.close()
      inferring?.close()
      served = null
      inferring = null
      const kept = await archive.load()
      if (kept !== null) await archive.save({ ...kept, dealing: false })
      show(NOTHING_DEALT)
    },
    onScreen(next) {
      listener = next
      next(screen)
    },
  }
}

function lineOf(study: StudyId, view: DealerView): DealtStudy {
  const { phase, roster, run, dealt, ended, refusal } = view
  const problem = refusal === null ? null : problemWith(refusal)
  const { title = null, organiser = null } = view.study?.spec ?? {}
  return { study, title, organiser, phase, roster, run, dealt, ended, problem }
}

async function newIdentity(): Promise<Identity> {
  return generateIdentity(await chooseSignatureSuite(webRandom))
}

/** A bug, or a disk that keeps nothing, is told to the page as a fault of this tab, with its cause in the console. */
async function guarded<Value>(work: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { ok: true, value: await work() }
  } catch (error) {
    console.error(error)
    return { ok: false, problem: problemWith("E_FAULT") }
  }
}
