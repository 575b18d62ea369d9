import {
  chooseRoundSuite,
  chooseSignatureSuite,
  generateIdentity,
  type Identity,
  participantId,
  webRandom,
} from "@tutti/crypto"
import { parseTable, type Table } from "@tutti/data"
import { ParticipantId, type RegressionSpec } from "@tutti/protocol"
import { type RegressionRows, type SufficientStatistics, sufficientStatistics } from "@tutti/regression"
import {
  joinRegression,
  type PartyRecords,
  type PartyView,
  type RegressionParty,
} from "@tutti/sessions/regression"
import { connectParty } from "@tutti/transport"
import { TuttiError } from "../error.ts"
import { parseInviteLink } from "../links.ts"
import { dataError } from "../participant/dataset-from-csv.ts"
import { findingsOf } from "./fit-file.ts"
import { askRegression } from "./invitation.ts"
import { recordsInMemory } from "./records.ts"
import { regressionFailure } from "./regression-failure.ts"
import { type OwnRows, rowsFromTable } from "./rows-from-table.ts"

export type JoinRegressionOptions = {
  /** The invite link, with everything after the #; it has to name the study key. */
  link: string
  /** The owner's rows: a CSV file, a table, or what has them in the order of the study. They stay in this process. */
  data: Uint8Array | Table | ((spec: RegressionSpec) => RegressionRows)
  /** Shown to the admin. */
  label?: string
  /** The same identity is the same owner again; a new one is made when absent. */
  identity?: Pick<Identity, "publicKey" | "sign">
  /** What this identity must never forget; memory when absent. */
  records?: PartyRecords
  /** Ends the taking part whenever it fires, also while this owner is still joining. */
  signal?: AbortSignal
}

/** An owner that has agreed and takes part, until a run has finished or it leaves. */
export type JoinedRegression = RegressionParty & {
  readonly spec: RegressionSpec
  /** Resolves with the last view when a run has finished, or this owner has left or was refused for good. */
  readonly ended: Promise<PartyView>
}

/**
 * Take part in a regression without a screen. Calling it is agreeing to the study behind the link: the rows are checked
 * and summed here before anything is sent; what leaves of the sums, from the first run on, is masked.
 * @throws {TuttiError} E_LINK; the code of what is wrong with the data, with its place; E_UNREACHABLE; or the relay's
 *   refusal, E_STUDY_CHANGED if the study is no longer the one that the link showed, E_POLICY if its key has not signed it.
 */
export async function joinRegressionStudy(options: JoinRegressionOptions): Promise<JoinedRegression> {
  const link = parseInviteLink(options.link)
  if (link?.studyKey === undefined) throw TuttiError.local("E_LINK")
  const identity = options.identity ?? (await generateIdentity(await chooseSignatureSuite(webRandom)))
  const me = ParticipantId.parse(participantId(identity.publicKey))
  const { spec, studyHash } = await askRegression(link, me)
  const table = options.data instanceof Uint8Array ? tableOf(options.data) : options.data
  const statistics = statisticsOf(table, spec)
  const findings = typeof table === "function" ? undefined : findingsOf(table, spec)

  options.signal?.throwIfAborted()
  const party = joinRegression(
    {
      channel: connectParty(link.relay),
      clock: { nowMs: () => performance.now() },
      identity,
      random: webRandom,
      suite: chooseRoundSuite,
      records: options.records ?? recordsInMemory(),
    },
    { study: link.study, invite: link.secret, label: options.label ?? "", studyKey: link.studyKey },
  )
  options.signal?.addEventListener("abort", () => party.close(), { once: true })
  try {
    const admission = await party.admitted
    if (!admission.ok) throw refusal(admission.refusal)
    if (admission.value.studyHash !== studyHash) throw TuttiError.refused("E_STUDY_CHANGED")
    const agreed = await party.enrol(statistics, findings)
    if (!agreed.ok) throw refusal(agreed.refusal)
  } catch (error) {
    party.close()
    throw error
  }
  return Object.assign(party, { spec, ended: endOf(party) })
}

type Readable = Exclude<JoinRegressionOptions["data"], Uint8Array>

/** @throws {TuttiError} for the first cell that the study does not allow, with its line and column. */
function statisticsOf(data: Readable, spec: RegressionSpec): SufficientStatistics {
  const { rows, lines } = rowsOf(data, spec)
  const summed = sufficientStatistics(spec.design, rows)
  if (summed.ok) return summed.statistics
  const line = lines[summed.row]
  throw regressionFailure(summed.code, { column: summed.column, ...(line === undefined ? {} : { line }) })
}

const rowsOf = (data: Readable, spec: RegressionSpec): Pick<OwnRows, "rows" | "lines"> =>
  typeof data === "function" ? { rows: data(spec), lines: [] } : rowsFromTable(data, spec)

function tableOf(bytes: Uint8Array): Table {
  const parsed = parseTable(bytes)
  if (!parsed.ok) throw dataError(parsed.problems)
  return parsed.table
}

type Refusal = Extract<Awaited<RegressionParty["admitted"]>, { ok: false }>["refusal"]

const refusal = (code: Refusal): TuttiError =>
  code === "closed" ? TuttiError.local("E_UNREACHABLE") : TuttiError.refused(code)

function endOf(party: RegressionParty): Promise<PartyView> {
  return new Promise((resolve) => {
    const look = (view: PartyView) => {
      if (view.phase !== "finished" && view.phase !== "left" && view.phase !== "refused") return
      stop()
      resolve(view)
    }
    const stop = party.onView(look)
    look(party.view())
  })
}
