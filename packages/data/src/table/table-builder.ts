import { DATA_LIMITS } from "../limits.ts"
import { type DataProblem, LISTED_PLACES, type Place, problem } from "../problems.ts"
import { PackedText } from "./packed-text.ts"
import { columnNumber, type Table } from "./table.ts"

/** Collects records into columns and notes what does not fit. */
export class TableBuilder {
  readonly #header: boolean
  #names: string[] | undefined
  #columns: PackedText[] = []
  #lines = new LineNumbers()
  #ragged = 0
  readonly #raggedPlaces: Place[] = []

  /** @param width columns of a file without a header; with one, the header decides. */
  constructor(header: boolean, width: number) {
    this.#header = header
    if (!header) this.#nameColumns(Array.from({ length: width }, (_, index) => columnNumber(index)))
  }

  #nameColumns(names: string[]): void {
    this.#names = names
    this.#columns = names.map(() => new PackedText())
  }

  /** @returns false when there is no point in reading on. */
  add(cells: readonly string[], line: number): boolean {
    if (cells.length > DATA_LIMITS.tableColumns) {
      this.#nameColumns([...cells])
      return false
    }
    if (this.#names === undefined) {
      this.#nameColumns(cells.map((cell) => cell.trim()))
      return true
    }
    const width = this.#columns.length
    // Some programs end every row with a delimiter: empty cells beyond the last column say nothing.
    const fits =
      cells.length === width ||
      (cells.length > width && cells.slice(width).every((cell) => cell.trim() === ""))
    if (!fits) {
      this.#ragged++
      if (this.#raggedPlaces.length < LISTED_PLACES) this.#raggedPlaces.push({ line })
      return true
    }
    for (let index = 0; index < width; index++) this.#columns[index]?.append(cells[index] ?? "")
    this.#lines.append(line)
    return true
  }

  /** Why there is no table, or null. */
  refusal(): DataProblem | null {
    const width = this.#columns.length
    if (width > DATA_LIMITS.tableColumns)
      return problem("D_TOO_MANY_COLUMNS", "error", {
        count: width,
        found: width,
        expected: DATA_LIMITS.tableColumns,
      })
    if (this.#lines.length > 0) return null
    if (this.#ragged > 0) return this.#raggedRows("error")
    return problem(this.#header && this.#names !== undefined ? "D_ONLY_HEADER" : "D_FILE_EMPTY", "error")
  }

  table(): Table {
    const names = this.#names ?? []
    const lines = this.#lines
    return {
      header: this.#header,
      columns: this.#columns.map((cells, index) => ({
        name: names[index] || columnNumber(index),
        at: (row) => cells.at(row),
      })),
      rows: lines.length,
      lineOf: (row) => lines.at(row),
    }
  }

  warnings(): DataProblem[] {
    const found: DataProblem[] = []
    const counts = new Map<string, number>()
    for (const name of this.#names ?? []) counts.set(name, (counts.get(name) ?? 0) + 1)
    const unnamed = counts.get("") ?? 0
    if (unnamed > 0)
      found.push(problem("D_EMPTY_HEADER", "warning", { count: unnamed, places: [{ line: 1 }] }))
    for (const [column, count] of counts)
      if (column !== "" && count > 1)
        found.push(problem("D_DUPLICATE_HEADER", "warning", { column, count, places: [{ line: 1 }] }))
    if (this.#columns.length === 1) found.push(problem("D_ONE_COLUMN", "warning"))
    if (this.#ragged > 0) found.push(this.#raggedRows("warning"))
    return found
  }

  #raggedRows(severity: DataProblem["severity"]): DataProblem {
    return problem("D_RAGGED_ROW", severity, {
      count: this.#ragged,
      places: this.#raggedPlaces,
      expected: this.#columns.length,
    })
  }
}

class LineNumbers {
  #lines = new Uint32Array(256)
  length = 0

  append(line: number): void {
    if (this.length === this.#lines.length) {
      const longer = new Uint32Array(Math.ceil(this.length * 1.5))
      longer.set(this.#lines)
      this.#lines = longer
    }
    this.#lines[this.length] = line
    this.length++
  }

  at(row: number): number {
    const line = row < this.length ? this.#lines[row] : undefined
    if (line === undefined) throw new RangeError(`row ${row} of ${this.length}`)
    return line
  }
}
