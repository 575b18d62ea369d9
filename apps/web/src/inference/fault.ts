import { shared } from "../strings/en.inference.ts"
import { trouble } from "../strings/en.owner.ts"
import type { InferenceProblem } from "../workers/inference/api.ts"

/** The worker is gone, or went on after a bug. */
export const FAULT: InferenceProblem = {
  code: "E_FAULT",
  side: "tab",
  what: trouble.fault.what,
  next: shared.reload,
}
