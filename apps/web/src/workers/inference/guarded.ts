import type { Answer } from "../regression/api.ts"
import { problemOfError, problemWith } from "../regression/problem.ts"

/** A refusal of the relay in words; a bug in here as a fault of this tab, with its cause in the console and nowhere else. */
export function guarded<Arguments extends unknown[], Value>(
  work: (...given: Arguments) => Promise<Answer<Value>>,
): (...given: Arguments) => Promise<Answer<Value>> {
  return (...given) =>
    work(...given).catch((error: unknown) => {
      try {
        return { ok: false, problem: problemOfError(error) } as const
      } catch (bug) {
        console.error(bug)
        return { ok: false, problem: problemWith("E_FAULT") } as const
      }
    })
}
