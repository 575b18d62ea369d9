import type { ColumnFindings, FrozenRoster, PartyRelayMessage } from "@tutti/protocol"
import { bytesOf } from "../../secure/signed.ts"
import { checkFrozen, checkStudy, indexOf } from "../session/study.ts"
import type { RunTools } from "../session/tools.ts"
import type { PartyEvent } from "./events.ts"
import { hashStatistics, newRecord } from "./record.ts"
import type { Turn } from "./turn.ts"

type Message<Kind extends PartyRelayMessage["kind"]> = Extract<PartyRelayMessage, { kind: Kind }>
type Received = Extract<PartyEvent, { kind: "received" }>

/**
 * Let in, for the first time or again. The study must be of the study key that the link names; what the key has signed
 * is checked before anything is shown or said.
 */
export async function admitted(
  turn: Turn,
  message: Message<"admitted">,
  { record }: Received,
  tools: RunTools,
): Promise<void> {
  const { options, study: known } = turn.state
  const checked = await checkStudy(message, options.studyKey, tools.verify)
  if (!checked.ok) return turn.end(checked.code, checked.column)
  const { study } = checked
  if (study.id !== options.study || (known !== null && known.hash !== study.hash))
    return turn.end("E_STUDY_CHANGED")
  const { participant } = message
  const { id, spec, hash } = study
  turn.set({ admitted: true, study, finished: turn.state.finished || message.finished })
  turn.show({ participant, study: { id, spec, hash } })
  if (message.roster && !(await take(turn, message.roster, record, tools))) return
  turn.do({ kind: "answer-admission", answer: { ok: true, value: { participant, spec, studyHash: hash } } })
  if (turn.state.findings) turn.send({ kind: "readiness", findings: turn.state.findings })
  if (turn.state.agreed) turn.send({ kind: "enrol", studyHash: hash })
  const unsaid = record?.report
  if (unsaid && !message.finished) turn.send({ kind: "report", run: unsaid.run }, bytesOf(unsaid.sealed))
}

/** The admin has frozen the roster. */
export async function rosterFrozen(
  turn: Turn,
  { roster }: Message<"roster-frozen">,
  { record }: Received,
  tools: RunTools,
): Promise<void> {
  await take(turn, roster, record, tools)
}

/** Pins the roster. @returns whether this party goes on. */
async function take(
  turn: Turn,
  roster: FrozenRoster,
  kept: Received["record"],
  { verify, publicKey }: RunTools,
): Promise<boolean> {
  const { study, seat } = turn.state
  if (study === null) return false
  const pin = kept ?? seat?.record ?? null
  const checked = await checkFrozen(study, roster, pin, verify)
  if (!checked.ok) {
    turn.end(checked.code)
    return false
  }
  const { frozen } = checked
  const index = indexOf(frozen, publicKey)
  if (index < 0) {
    turn.end("E_ROSTER_CLOSED")
    return false
  }
  const record = kept ?? newRecord(study, frozen)
  if (kept === null) turn.do({ kind: "keep", record })
  turn.set({ seat: { frozen, index, record } })
  const { safetyNumber, identityKeys } = frozen
  turn.show({ roster: { safetyNumber, parties: identityKeys.length, index } })
  return true
}

/** The owner agrees. What it takes part with stays here. */
export function agree(turn: Turn, { statistics, findings }: Extract<PartyEvent, { kind: "agreed" }>): void {
  const { study, over, admitted } = turn.state
  if (study === null || over !== null) {
    turn.do({ kind: "answer-agreement", answer: { ok: false, refusal: "E_STUDY_CLOSED" } })
    return
  }
  turn.set({ agreed: { statistics, hash: hashStatistics(statistics) } })
  if (findings !== null) tellFindings(turn, findings)
  if (admitted) turn.send({ kind: "enrol", studyHash: study.hash })
  turn.do({ kind: "answer-agreement", answer: { ok: true, value: null } })
}

/** One word for each column; said again on every new connection. */
export function tellFindings(turn: Turn, findings: ColumnFindings): void {
  turn.set({ findings })
  if (turn.state.admitted) turn.send({ kind: "readiness", findings })
}

export function leave(turn: Turn): void {
  if (turn.state.over !== null) return
  turn.wipe()
  turn.send({ kind: "leave" })
  turn.set({ over: "left" })
  turn.show({ wait: null })
  turn.do({ kind: "hang-up" })
}

export function refused(turn: Turn, { code, of }: Message<"refused">): void {
  if (!turn.state.admitted || FINAL.has(code)) turn.end(code)
  else if (of !== "report") turn.show({ refusal: code })
}

/** After these the relay has nothing more to say to this party. */
const FINAL: ReadonlySet<string> = new Set(["E_ROSTER_CLOSED", "E_STUDY_CLOSED", "E_REPLACED", "E_VERSION"])
