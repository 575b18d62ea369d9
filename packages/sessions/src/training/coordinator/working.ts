import type { RosterState } from "@tutti/protocol"

const WORK: readonly RosterState[] = [
  "training",
  "uploading",
  "evaluating",
  "masking",
  "unmasking",
  "waiting",
]

/** Whether an owner that the roster shows so has a part in what runs. */
export function isWorking(state: RosterState | undefined): boolean {
  return state !== undefined && WORK.includes(state)
}
