import type { ParticipantId, RefusalCode } from "@tutti/protocol"
import { ownersNeeded } from "./quorum.ts"
import type { Agreement, Coordinator, Owner } from "./state.ts"

export type ReadyOwner = Owner & { readonly agreement: Agreement }

/** Whether an owner can be asked to work now. */
export function isAvailable(owner: Owner | undefined): owner is ReadyOwner {
  return owner !== undefined && owner.agreement !== null && owner.presence === "online" && !owner.paused
}

/**
 * The owners that a round would take now, in the cohort's order: by label, as UTF-16 code units, and by identity only
 * where labels are equal, because identities are random and a repeated study must give the same model.
 */
export function availableOwners({ roster }: Coordinator): ReadyOwner[] {
  return [...roster.values()]
    .filter(isAvailable)
    .sort((one, other) => compare(one.label, other.label) || compare(one.participant, other.participant))
}

export function availableAmong(
  { roster }: Coordinator,
  participants: readonly ParticipantId[],
): ParticipantId[] {
  return participants.filter((participant) => isAvailable(roster.get(participant)))
}

/** Everybody who agreed and can hear. */
export function listeners({ roster }: Coordinator): ParticipantId[] {
  return [...roster.values()].flatMap(({ participant, agreement, presence }) =>
    agreement !== null && presence !== "offline" ? [participant] : [],
  )
}

/** Why a round cannot start, or null. */
export function refuseStart(state: Coordinator): RefusalCode | null {
  if (state.committed.spec.mode === "secure" && state.committed.roster === null) return "E_NOT_FROZEN"
  const enough = availableOwners(state).length >= ownersNeeded(state.committed)
  return enough ? null : "E_TOO_FEW_OWNERS"
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
