import { participantId } from "@tutti/crypto"
import {
  type ColumnFindings,
  type EnrolledOwners,
  type FrozenRoster,
  ParticipantId,
  type PartyRelayMessage,
  type RefusalCode,
  type RegressionSpec,
  type StudyHash,
} from "@tutti/protocol"
import { bytesOf } from "../../secure/signed.ts"
import type { CommittedRegression } from "../committed.ts"
import { columnsOf } from "../policy.ts"
import { endRun, finishedMessage } from "./ending.ts"
import type { CoordinatorEvent } from "./events.ts"
import { othersFrames } from "./frames.ts"
import { type RegressionCoordinator, ROUNDS } from "./state.ts"
import { leaveSum } from "./sums.ts"
import type { Turn } from "./turn.ts"
import { tellWait } from "./waiting.ts"

type Happened<Kind extends CoordinatorEvent["kind"]> = Extract<CoordinatorEvent, { kind: Kind }>

/** The parties of a frozen roster, by index. */
export const partiesOf = (roster: FrozenRoster | null): ParticipantId[] =>
  (roster?.identityKeys ?? []).map((key) => ParticipantId.parse(participantId(bytesOf(key))))

/** Who is let in without an invite: the one whose key the study names as its dealer's. */
export const isDealer = ({ dealerKey }: RegressionSpec, identityKey: string): boolean =>
  dealerKey !== undefined && dealerKey === identityKey

/** Let in: told what the study is, and where it stands. */
export function connected(turn: Turn, { participant, label, identityKey }: Happened<"connected">): void {
  const { study, state } = turn
  const role = isDealer(study.spec, identityKey) ? "dealer" : "owner"
  const before = turn.owner(participant)
  if (before?.online || (role === "dealer" && state.dealer?.online)) gone(turn, participant)
  const admitted: PartyRelayMessage = {
    kind: "admitted",
    participant,
    study: study.study,
    spec: study.spec,
    studyHash: study.studyHash,
    policySignature: study.policySignature,
    ...(study.roster ? { roster: study.roster } : {}),
    role,
    finished: study.outcome !== null,
  }
  turn.send(participant, admitted)
  if (role === "dealer") turn.set({ dealer: { participant, online: true } })
  else {
    const owner = { participant, label, identityKey, online: true, enrolled: false, left: false }
    const kept = { bytesUp: before?.bytesUp ?? 0, findings: before?.findings ?? null }
    turn.set({ owners: new Map(state.owners).set(participant, { ...owner, ...kept }) })
    turn.log(before ? "reconnected" : "joined", { participant })
    sayLastFramesAgain(turn, participant)
  }
  if (study.outcome) turn.send(participant, finishedMessage(study))
  else tellWait(turn, participant)
}

/** A party that lost its line after its last frame left may still open what it waits for. */
function sayLastFramesAgain(turn: Turn, participant: ParticipantId): void {
  const { open } = turn.study
  const index = turn.state.parties.indexOf(participant)
  if (index < 0 || !open?.lastFrames || open.reports.has(index)) return
  const message = { kind: "frames", run: open.run, round: ROUNDS } as const
  turn.send(participant, message, othersFrames(new Map(open.lastFrames.entries()), index))
}

export function disconnected(turn: Turn, { participant }: Happened<"disconnected">): void {
  gone(turn, participant)
  if (turn.owner(participant)) turn.log("disconnected", { participant })
}

/** For good, as it says; it can come back by the same link and agree anew. */
export function left(turn: Turn, participant: ParticipantId): void {
  gone(turn, participant)
  turn.change(participant, { left: true })
  turn.log("left", { participant })
}

function gone(turn: Turn, participant: ParticipantId): void {
  const { dealer, run, parties } = turn.state
  const step = run?.step.kind
  if (dealer?.participant === participant) {
    turn.set({ dealer: { participant, online: false } })
    if (step === "keys" || step === "material") endRun(turn, { reason: "dealer-gone" })
    return
  }
  turn.change(participant, { online: false, enrolled: false })
  const index = parties.indexOf(participant)
  if (step === "sum") leaveSum(turn, participant)
  else if (index >= 0 && (step === "keys" || step === "material" || step === "frames"))
    endRun(turn, { reason: "party-gone", party: index })
}

/** The owner has mapped its data, checked it and agreed. */
export function enrolled(turn: Turn, participant: ParticipantId, studyHash: StudyHash): void {
  const { study, state } = turn
  const owner = turn.owner(participant)
  const isStranger = study.roster !== null && !state.parties.includes(participant)
  if (owner === undefined) {
    turn.refuse(participant, "enrol", "E_FORBIDDEN")
    return
  }
  const code = enrolProblem(study, studyHash, isStranger)
  if (code) {
    turn.refuse(participant, "enrol", code)
    return
  }
  const { label, identityKey } = owner
  if (!study.known.has(participant)) turn.commit({ kind: "owner-known", participant, label, identityKey })
  if (!owner.enrolled) turn.log("enrolled", { participant })
  turn.change(participant, { enrolled: true, left: false })
  tellWait(turn, participant)
}

/** What an owner says of its columns: one word for each of the design's, or nothing is taken of it. */
export function readinessTold(turn: Turn, participant: ParticipantId, findings: ColumnFindings): void {
  const code =
    turn.owner(participant) === undefined
      ? "E_FORBIDDEN"
      : findings.length === columnsOf(turn.study.spec).length
        ? null
        : "E_MALFORMED"
  if (code) turn.refuse(participant, "readiness", code)
  else turn.change(participant, { findings })
}

function enrolProblem(
  study: CommittedRegression,
  studyHash: StudyHash,
  isStranger: boolean,
): RefusalCode | null {
  if (study.state === "stopped") return "E_STUDY_CLOSED"
  if (studyHash !== study.studyHash) return "E_STUDY_CHANGED"
  return isStranger ? "E_ROSTER_CLOSED" : null
}

/** Who would be in the roster if it were frozen now, in ascending order of participant id. */
export function enrolledParties({ committed, owners }: RegressionCoordinator): EnrolledOwners["owners"] {
  return [...committed.known]
    .filter(([participant]) => !owners.get(participant)?.left)
    .map(([participant, { label, identityKey }]) => ({ participant, label, identityKey }))
    .sort((one, other) => (one.participant < other.participant ? -1 : 1))
}

/** The roster is closed for good. A refused one changes nothing. */
export function freeze(turn: Turn, roster: FrozenRoster): void {
  const code = refuseFreeze(turn.state, roster)
  if (code) {
    turn.effects.push({ kind: "refuse-command", code })
    return
  }
  turn.commit({ kind: "roster-frozen", roster })
  turn.set({ parties: partiesOf(roster) })
  turn.log("roster-frozen")
  turn.tell({ kind: "roster-frozen", roster })
}

function refuseFreeze(state: RegressionCoordinator, { identityKeys }: FrozenRoster): RefusalCode | null {
  const { committed } = state
  if (committed.state === "finished" || committed.state === "stopped") return "E_STUDY_CLOSED"
  if (committed.roster !== null) return "E_WRONG_STATE"
  const enrolled = new Set(enrolledParties(state).map(({ identityKey }) => identityKey))
  return identityKeys.every((key) => enrolled.has(key)) ? null : "E_ROSTER"
}
