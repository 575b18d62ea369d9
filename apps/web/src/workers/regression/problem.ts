import { TuttiError } from "@tutti/sdk"
import { isProblemCode, type ProblemCode, problemOf } from "../participant/problem.ts"
import type { RegressionProblem } from "./api.ts"

/** @param column that a refusal is about, if one; its name is part of the study. */
export function problemWith(code: ProblemCode | "closed", column: string | null = null): RegressionProblem {
  const problem = problemOf(code === "closed" ? "E_UNREACHABLE" : code)
  return column === null ? problem : { ...problem, what: `${problem.what} (column ${column})` }
}

/** What was thrown in words, with line and column where it has them; a bug goes on as one. */
export function problemOfError(error: unknown): RegressionProblem {
  if (!(error instanceof TuttiError)) throw error
  const { code, message } = error
  if (isProblemCode(code) && !code.startsWith("E_RG_")) return problemOf(code)
  return {
    code,
    side: "tab",
    what: message,
    next: "Nothing has been sent. Correct the file, or choose another one.",
  }
}
