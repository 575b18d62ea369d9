import { readFile } from "node:fs/promises"
import { type DataProblem, parseTable, problemSentence, type Table } from "@tutti/data"
import { CliFailure } from "./failure.ts"

/**
 * A CSV file as a table.
 * @param header whether the first line names the columns; guessed when absent.
 * @throws {CliFailure} E_FILE, or the code of what is wrong with the file.
 */
export async function readTable(path: string, header?: boolean): Promise<Table> {
  const bytes = await readFile(path).catch(() => {
    throw new CliFailure("E_FILE", `Cannot read ${path}.`)
  })
  const parsed = parseTable(bytes, header === undefined ? {} : { header })
  if (!parsed.ok) throw dataFailure(parsed.problems)
  return parsed.table
}

/** The first error among the findings, in the words that the owner's page uses. */
export function dataFailure(problems: readonly DataProblem[]): CliFailure {
  const first = problems.find(({ severity }) => severity === "error")
  if (first === undefined) return new CliFailure("E_INTERNAL", "The data was refused without a finding.")
  return new CliFailure(first.code, problemSentence(first))
}
