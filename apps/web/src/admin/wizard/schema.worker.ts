import { type InferenceOptions, inferSchema, parseTable, type Table } from "@tutti/data"
import { expose } from "comlink"

/* Reads the admin's sample file: off the page's thread, and never sent anywhere. */

let table: Table | null = null

const reader = {
  /** @returns the columns' names and the number of rows, or what is wrong with the file. */
  async open(file: File) {
    const parsed = parseTable(new Uint8Array(await file.arrayBuffer()))
    if (!parsed.ok) return parsed
    table = parsed.table
    return {
      ok: true as const,
      columns: table.columns.map(({ name }) => name),
      rows: table.rows,
      problems: parsed.problems,
    }
  },
  /** The schema that the opened file suggests. */
  infer(target: string, options: InferenceOptions) {
    if (table === null) throw new Error("infer comes after open")
    return inferSchema(table, target, options)
  },
}
export type SchemaReader = typeof reader
expose(reader)
