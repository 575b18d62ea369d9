import type { StudyState } from "@tutti/protocol"
import { study as words } from "../strings/en.admin.ts"
import type { IconName } from "../ui/Icon.tsx"
import { StateBadge, type StateTone } from "../ui/StateBadge.tsx"

const LOOK: Record<StudyState, { icon: IconName; tone: StateTone }> = {
  open: { icon: "wait", tone: "quiet" },
  running: { icon: "start", tone: "active" },
  paused: { icon: "pause", tone: "warn" },
  finished: { icon: "good", tone: "good" },
  stopped: { icon: "stop", tone: "quiet" },
}

export function StudyStateBadge({ state }: { state: StudyState }) {
  return <StateBadge {...LOOK[state]} word={words.state[state]} />
}
