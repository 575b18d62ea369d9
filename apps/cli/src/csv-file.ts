import { readFile } from "node:fs/promises"
import { parseTable, type Table } from "@tutti/data"
import { dataError } from "@tutti/sdk"
import { CliFailure } from "./failure.ts"

/**
 * A CSV file as a table.
 * @throws {CliFailure} E_FILE. @throws {TuttiError} the code of what is wrong with the file.
 */
export async function readTable(path: string): Promise<Table> {
  const bytes = await readFile(path).catch(() => {
    throw new CliFailure("E_FILE", `Cannot read ${path}.`)
  })
  const parsed = parseTable(bytes)
  if (!parsed.ok) throw dataError(parsed.problems)
  return parsed.table
}
