import type { RosterEntry, RosterState } from "@tutti/protocol"
import { roster as rosterWords } from "../strings/en.admin.ts"
import { cockpit as words } from "../strings/en.cockpit.ts"
import type { IconName } from "../ui/Icon.tsx"
import type { StateTone } from "../ui/StateBadge.tsx"

const ABSENT: readonly RosterState[] = ["dropped", "reconnecting", "asleep"]

/** Every state an owner can be in has a picture; a new one does not compile without. */
const ROSTER_LOOK: Record<RosterState, { icon: IconName; tone: StateTone }> = {
  joined: { icon: "person", tone: "quiet" },
  "data-checked": { icon: "check", tone: "quiet" },
  ready: { icon: "good", tone: "good" },
  training: { icon: "note", tone: "active" },
  uploading: { icon: "up", tone: "active" },
  evaluating: { icon: "chart", tone: "active" },
  masking: { icon: "mask", tone: "active" },
  unmasking: { icon: "sum", tone: "active" },
  waiting: { icon: "wait", tone: "quiet" },
  paused: { icon: "pause", tone: "warn" },
  asleep: { icon: "asleep", tone: "warn" },
  reconnecting: { icon: "reconnecting", tone: "warn" },
  dropped: { icon: "bad", tone: "bad" },
  excluded: { icon: "bad", tone: "bad" },
  left: { icon: "leave", tone: "quiet" },
  failed: { icon: "bad", tone: "bad" },
}

/** The picture and the word of an owner's state. After the end of a study, who is gone has not dropped out of anything. */
export function rosterLook(
  state: RosterState,
  over: boolean,
): { icon: IconName; tone: StateTone; word: string } {
  if (over && ABSENT.includes(state)) return { icon: "leave", tone: "quiet", word: rosterWords.gone }
  return { ...ROSTER_LOOK[state], word: rosterWords[state] }
}

/** The name the owner chose, or the beginning of its identity. */
export function ownerName({ label, participant }: Pick<RosterEntry, "label" | "participant">): string {
  return label === "" ? words.owners.unnamed(participant.slice(0, 6)) : label
}
