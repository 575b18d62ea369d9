import { type DataProblem, problemSentence } from "@tutti/data"
import { REFUSALS, type RefusalCode } from "@tutti/protocol"
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
  if (!(code in REFUSALS)) return { code, side: "tab", what: message, next: MEND }
  const { next } = problemOf(code as RefusalCode)
  return { code, side: "tab", what: withoutNext(message, next), next }
}

/** What stops a file from being read as a table, with its place. */
export function problemOfTable(problems: readonly DataProblem[]): RegressionProblem {
  const stopping = problems.find(({ severity }) => severity === "error")
  if (stopping === undefined) throw new Error("bug: refused without a finding")
  return { code: stopping.code, side: "tab", what: problemSentence(stopping), next: MEND }
}

const MEND = "Correct the file, or choose another one."

/** A refusal's message ends with what to do next, which has a line of its own here. */
const withoutNext = (message: string, next: string): string =>
  message.endsWith(next) ? message.slice(0, -next.length).trim() : message
