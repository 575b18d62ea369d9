import {
  chooseRoundSuite,
  chooseSignatureSuite,
  generateIdentity,
  type Identity,
  identityFromKeys,
  webRandom,
} from "@tutti/crypto"
import type { Table } from "@tutti/data"
import { summaryOf } from "@tutti/regression"
import { joinRegression, type PartyView, type RegressionParty } from "@tutti/sessions/regression"
import { connectParty } from "@tutti/transport"
import { workerClock } from "../participant/worker-clock.ts"
import type { Answer, CheckedFile, ColumnChoice, RegressionDesk, RegressionScreen } from "./api.ts"
import type { KeptSeat, RegressionArchive } from "./archive.ts"
import { problemWith } from "./problem.ts"
import { signedReceipt } from "./receipt.ts"
import { type FittedFile, fitTable, readFile } from "./rows.ts"
import { readSample } from "./sample.ts"
import { openVisit, type Visit } from "./visit.ts"

type Part = { party: RegressionParty; identity: Identity; seat: KeptSeat }

/** The side of the border where a regression's owner lives: link, rows, party and records. */
export function openRegressionDesk(archive: RegressionArchive): RegressionDesk {
  let visit: Visit | null = null
  let file: FittedFile | null = null
  let part: Part | null = null
  let listener: (screen: RegressionScreen) => void = () => {}

  /** Hold a table against the study; a file of the same columns is read as it was last time. */
  function fit(at: Visit, fileName: string, table: Table, choice: ColumnChoice | null): Answer<CheckedFile> {
    const earlier = at.kept?.reading
    const names = table.columns.map(({ name }) => name)
    const isSame = JSON.stringify(names) === JSON.stringify(earlier?.fileColumns)
    file = fitTable(fileName, table, at.card.spec, choice ?? (isSame ? (earlier?.choice ?? null) : null))
    return { ok: true, value: file.checked }
  }

  /** Identified at the relay: for the first time with the invite, or as the owner that this browser was before. */
  async function enter(
    at: Visit,
    { checked }: FittedFile,
    label: string,
    consentedAt: number | null,
  ): Promise<Answer<Part>> {
    part?.party.close()
    const identity = await (at.kept === null ? newIdentity() : identityFromKeys(at.kept.identity))
    const { study, studyHash } = at.card
    const seat: KeptSeat = {
      study,
      studyHash,
      identity: identity.keys,
      label,
      fileName: checked.fileName,
      // A mended file has the same columns, and its own units.
      reading: { fileColumns: checked.fileColumns, choice: { ...checked.choice, otherUnits: [] } },
      consentedAt: at.kept?.consentedAt ?? consentedAt,
      ended: null,
    }
    await archive.save(seat)
    at.kept = seat
    return connect(at, seat, identity)
  }

  /** On the line as the owner of this seat. */
  async function connect(at: Visit, seat: KeptSeat, identity: Identity): Promise<Answer<Part>> {
    const { study, studyHash, spec } = at.card
    const party = joinRegression(
      {
        channel: connectParty(at.link.relay),
        clock: workerClock,
        identity,
        random: webRandom,
        suite: chooseRoundSuite,
        records: archive.records,
        fault: (error) => console.error(error),
      },
      { study, invite: at.link.secret, label: seat.label, studyKey: at.link.studyKey },
    )
    const entered = { party, identity, seat }
    part = entered
    const show = (view: PartyView) => {
      const screen = screenOf(view)
      if (screen.phase === "finished" && seat.consentedAt !== null)
        void archive.save({ ...seat, ended: screen }).catch(console.error)
      listener(screen)
    }
    party.onView(show)
    const admission = await party.admitted
    if (!admission.ok) return refused(admission.refusal)
    if (admission.value.studyHash !== studyHash || admission.value.spec.opening !== spec.opening) {
      party.close()
      return refused("E_STUDY_CHANGED")
    }
    return { ok: true, value: entered }
  }

  return {
    open: guarded(async (link: string, onElsewhere: () => void) => {
      const opened = await openVisit(link, archive, onElsewhere)
      if (!opened.ok) return opened
      visit = opened.value
      const { card, kept } = visit
      const returning = kept === null || kept.consentedAt === null ? null : { fileName: kept.fileName }
      const ended = kept?.ended ?? null
      const concludes = kept !== null && ended === null && (await isUnfinished(archive, card.study))
      if (concludes) {
        const connected = await connect(visit, kept, await identityFromKeys(kept.identity))
        if (!connected.ok) return connected
      }
      return { ok: true, value: { card, returning, ended, concludes } }
    }),
    check: guarded(async (chosen: File) => {
      if (visit === null) return refused("E_FAULT")
      const read = await readFile(chosen)
      return read.ok ? fit(visit, chosen.name, read.value, null) : read
    }),
    checkSample: guarded(async () => {
      if (visit === null) return refused("E_FAULT")
      const read = await readSample(visit.kept?.fileName ?? null)
      return read.ok ? fit(visit, read.value.fileName, read.value.table, null) : read
    }),
    choose: guarded(async (choice: ColumnChoice) => {
      if (visit === null || file === null) return refused("E_FAULT")
      return fit(visit, file.checked.fileName, file.table, choice)
    }),
    tell: guarded(async (label: string) => {
      if (visit === null || file === null) return refused("E_FAULT")
      const entered = await enter(visit, file, label, null)
      if (!entered.ok) return entered
      const told = await entered.value.party.tell(file.checked.findings)
      return told.ok ? told : refused(told.refusal)
    }),
    takePart: guarded(async (label: string) => {
      const fitted = file
      if (visit === null || fitted === null || fitted.statistics === null) return refused("E_FAULT")
      const entered = await enter(visit, fitted, label, workerClock.nowMs())
      if (!entered.ok) return entered
      // After a finished run there is nothing to take part in any more; the view says so.
      const { party } = entered.value
      const agreed = await party.enrol(fitted.statistics, fitted.checked.findings)
      listener(screenOf(party.view()))
      return agreed.ok ? agreed : refused(agreed.refusal)
    }),
    onScreen(next) {
      listener = next
      if (part !== null) next(screenOf(part.party.view()))
    },
    async leave() {
      if (part !== null) {
        await part.party.leave()
        listener(screenOf(part.party.view()))
      }
      visit?.seat.release()
    },
    receipt: guarded(async () => {
      const kept = part?.seat ?? visit?.kept ?? null
      if (visit === null || kept === null || kept.consentedAt === null) return refused("E_FAULT")
      const identity = part?.identity ?? (await identityFromKeys(kept.identity))
      const screen = part === null ? kept.ended : screenOf(part.party.view())
      if (screen === null) return refused("E_FAULT")
      return { ok: true, value: await signedReceipt(visit.card, screen, kept.consentedAt, identity) }
    }),
  }
}

/** Whether a run may still wait for what this owner's disk holds, and not for its rows. */
async function isUnfinished({ records }: RegressionArchive, study: KeptSeat["study"]): Promise<boolean> {
  const record = await records.load(study)
  return record !== null && (record.closing !== null || record.report !== null)
}

function screenOf(view: PartyView): RegressionScreen {
  const { phase, wait, run, roster, ended, bytesOut, bytesIn, participant, study, result } = view
  const design = study?.spec.design
  return {
    phase,
    wait,
    run,
    roster,
    ended,
    bytesOut,
    bytesIn,
    participant,
    messages: view.ledger.length,
    result:
      result === null || study === null || design === undefined
        ? null
        : { table: result.table, summary: summaryOf(design, result.table, study.spec.opening) },
    problem: view.refusal === null ? null : problemWith(view.refusal, view.refusedColumn),
  }
}

async function newIdentity(): Promise<Identity> {
  return generateIdentity(await chooseSignatureSuite(webRandom))
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

const refused = (code: Parameters<typeof problemWith>[0]) =>
  ({ ok: false, problem: problemWith(code) }) as const
