import type { Step } from "./draft.ts"

/** The address of a step. */
export function stepPath(step: Step): string {
  return step === "template" ? "/admin/new" : `/admin/new/${step}`
}
