import type { FrozenRoster, RelayMessage } from "@tutti/protocol"
import { completeThreshold, corruptOwners } from "@tutti/secure-aggregation"
import { aggregationPolicy, safetyNumber } from "../../secure/policy.ts"
import { endRefused, enter, isStudyAsAgreed, sayAgain } from "../connecting.ts"
import type { ParticipantEvent } from "../events.ts"
import type { GuardedTurn } from "../turn.ts"
import type { SecureEvent } from "./events.ts"
import { type PinnedRoster, secureOf, setSecure, showSecure } from "./state.ts"

type Message<Kind extends RelayMessage["kind"]> = Extract<RelayMessage, { kind: Kind }>
type Happened<Kind extends SecureEvent["kind"]> = Extract<SecureEvent, { kind: Kind }>

/**
 * Let in, for the first time or again. The study must be of the study key that the link names, which did not come from
 * the relay: a study in another mode, or of another key, is a downgrade and the end. What the key has signed is checked
 * before anything is shown or said.
 */
export function admitted(turn: GuardedTurn, message: Message<"admitted">): void {
  if (!isStudyAsAgreed(turn, message)) return
  const { mode, secure: policy } = message.spec
  const { studyKey, pinned } = secureOf(turn)
  if (mode !== "secure" || policy?.studyKey !== studyKey) {
    endRefused(turn, "E_POLICY")
    return
  }
  const isChecked = turn.state.view.study !== null && (message.roster === undefined || pinned !== null)
  if (!isChecked) {
    setSecure(turn, { checking: message })
    turn.do({ kind: "secure", effect: { kind: "check-admission", message } })
  } else if (isRosterAsPinned(turn, message.roster)) welcome(turn, message)
}

/** What the study key has signed is right, or the session ends. On a line that has broken meanwhile, it is checked anew. */
export function admissionChecked(
  turn: GuardedTurn,
  { message, checked }: Happened<"admission-checked">,
): void {
  if (!checked.ok) {
    endRefused(turn, checked.code)
    return
  }
  if (secureOf(turn).checking !== message) return
  setSecure(turn, { checking: null })
  welcome(turn, message)
  if (checked.pinned) pin(turn, checked.pinned)
}

/** The admin has frozen the roster. */
export function rosterFrozen(turn: GuardedTurn, { roster }: Message<"roster-frozen">): void {
  if (secureOf(turn).pinned === null) turn.do({ kind: "secure", effect: { kind: "check-roster", roster } })
  else isRosterAsPinned(turn, roster)
}

export function rosterChecked(turn: GuardedTurn, { checked }: Happened<"roster-checked">): void {
  if (!checked.ok) endRefused(turn, checked.code)
  else if (checked.pinned) pin(turn, checked.pinned)
}

/** The owner agrees. Nothing about its data leaves with that: how many rows there are, the masked sums say of all owners. */
export function agree(
  turn: GuardedTurn,
  { trainingRows, validationRows, statistics }: Extract<ParticipantEvent, { kind: "agreed" }>,
): void {
  const { study } = turn.state.view
  if (study === null) return
  if (turn.state.over) {
    turn.do({ kind: "answer-agreement", answer: { ok: false, refusal: "E_STUDY_CLOSED" } })
    return
  }
  turn.set({ agreed: { trainingRows, validationRows, statistics } })
  turn.send({ kind: "enrol", studyHash: study.hash })
}

/** Durable from here on; the screen counts what left. */
export function recordKept(turn: GuardedTurn, { record }: Happened<"record-kept">): void {
  const { pinned } = secureOf(turn)
  if (pinned === null) return
  setSecure(turn, { pinned: { ...pinned, record } })
  showSecure(turn, { contributions: record.ledger.contributions })
}

function welcome(turn: GuardedTurn, message: Message<"admitted">): void {
  enter(turn, message)
  if (turn.state.agreed) turn.send({ kind: "enrol", studyHash: message.studyHash })
  sayAgain(turn)
}

/** A relay that says nothing of the roster gains nothing by it; one that names another one is at its end. */
function isRosterAsPinned(turn: GuardedTurn, roster: FrozenRoster | undefined): boolean {
  const { pinned } = secureOf(turn)
  if (roster === undefined || pinned === null) return true
  const isSame =
    roster.version === pinned.roster.version &&
    roster.identityKeys.length === pinned.roster.identityKeys.length &&
    roster.identityKeys.every((key, index) => key === pinned.roster.identityKeys[index])
  if (!isSame) endRefused(turn, "E_SA_ROSTER")
  return isSame
}

function pin(turn: GuardedTurn, pinned: PinnedRoster): void {
  setSecure(turn, { pinned })
  const policy = turn.state.view.study?.spec.secure
  if (policy === undefined) return
  const owners = pinned.roster.identityKeys.length
  const rules = aggregationPolicy(policy, owners)
  turn.show({
    secure: {
      safetyNumber: safetyNumber(policy.studyKey, pinned.root),
      owners,
      threshold: completeThreshold(rules, owners),
      colludersTolerated: corruptOwners(rules),
      minimumCohort: policy.minimumCohort,
      contributions: pinned.record.ledger.contributions,
      maxContributions: policy.maxContributions,
      aggregation: null,
      evidence: null,
    },
  })
}
