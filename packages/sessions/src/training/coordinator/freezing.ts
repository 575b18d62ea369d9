import type { EnrolledOwners, FrozenRoster, RefusalCode } from "@tutti/protocol"
import { listeners } from "./availability.ts"
import type { Coordinator } from "./state.ts"
import type { Turn } from "./turn.ts"

/**
 * Who would be in the roster of a secure study if it were frozen now: everybody who has agreed and not left, in
 * ascending order of participant id.
 */
export function enrolledOwners(state: Coordinator): EnrolledOwners["owners"] {
  return enrolled(state).sort((one, other) => (one.participant < other.participant ? -1 : 1))
}

/** How many they are. */
export const enrolledCount = (state: Coordinator): number => enrolled(state).length

function enrolled({ committed, roster }: Coordinator): EnrolledOwners["owners"] {
  return [...committed.known].flatMap(([participant, { label, identityKey }]) =>
    identityKey === null || roster.get(participant)?.state === "left"
      ? []
      : [{ participant, label, identityKey }],
  )
}

/** The roster is closed for good: nobody joins after this, and sums are possible. A refused one changes nothing. */
export function freeze(turn: Turn, roster: FrozenRoster): void {
  const code = refuseFreeze(turn.state, roster)
  if (code) {
    turn.effects.push({ kind: "refuse-command", code })
    return
  }
  turn.commit({ kind: "roster-frozen", roster })
  turn.log("roster-frozen")
  turn.send(listeners(turn.state), { kind: "roster-frozen", roster })
  const inRoster = new Set(roster.identityKeys)
  const strangers = [...turn.state.roster.values()]
    .filter(({ agreement, identityKey }) => agreement !== null && !inRoster.has(identityKey ?? ""))
    .map(({ participant }) => participant)
  turn.change(strangers, { agreement: null })
  turn.show(strangers, "excluded", "E_ROSTER_CLOSED")
}

function refuseFreeze(state: Coordinator, { identityKeys }: FrozenRoster): RefusalCode | null {
  const { committed, phase } = state
  if (phase.kind === "ended") return "E_STUDY_CLOSED"
  if (committed.spec.mode !== "secure" || committed.roster !== null) return "E_WRONG_STATE"
  const known = new Set(enrolled(state).map(({ identityKey }) => identityKey))
  return identityKeys.every((key) => known.has(key)) ? null : "E_ROSTER"
}
