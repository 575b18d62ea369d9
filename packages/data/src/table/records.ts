// The declaration goes wherever this file goes: each tsconfig includes its own folders only.
/// <reference path="../papaparse.d.ts" />
import Papa from "papaparse"
import { DATA_LIMITS } from "../limits.ts"
import { type DataProblem, problem } from "../problems.ts"

export type Delimiter = "," | ";" | "\t" | "|"

/**
 * Cut CSV text (RFC 4180; line ends of any kind, also mixed) into records, holding one piece at a time.
 * A line end inside quotes becomes "\n". Blank lines are no records.
 * @param pieces the text in order, cut anywhere.
 * @param visit  gets each record's cells and the 1-based line on which it begins; false ends the reading.
 * @returns null, or why the text cannot be cut: an open quote, or a record beyond every size.
 */
export function readRecords(
  pieces: Iterable<string>,
  delimiter: Delimiter,
  visit: (cells: string[], line: number) => boolean,
): DataProblem | null {
  const parser = new Papa.Parser({ delimiter, newline: "\n", quoteChar: '"' })
  let line = 1
  let unread = ""
  for (const { text, last } of withLast(unixLines(pieces))) {
    unread += text
    const { data, errors, meta } = parser.parse(unread, 0, !last)
    const quotes = unread.includes('"')
    const misquoted = errors.find(({ row }) => row < data.length)?.row
    for (const [index, cells] of data.entries()) {
      if (index === misquoted) return problem("D_OPEN_QUOTE", "error", { places: [{ line }] })
      if (!isBlank(cells) && !visit(cells, line)) return null
      line += quotes ? 1 + lineEndsWithin(cells) : 1
    }
    unread = last ? "" : unread.slice(meta.cursor)
    if (unread.length > DATA_LIMITS.recordUnits) {
      const open = parser.parse(unread, 0, false).errors.length > 0
      return problem(open ? "D_OPEN_QUOTE" : "D_LINE_TOO_LONG", "error", {
        places: [{ line }],
        expected: DATA_LIMITS.recordUnits,
      })
    }
  }
  return null
}

const isBlank = (cells: readonly string[]) => cells.length === 1 && cells[0]?.trim() === ""

function lineEndsWithin(cells: readonly string[]): number {
  let count = 0
  for (const cell of cells)
    for (let at = cell.indexOf("\n"); at !== -1; at = cell.indexOf("\n", at + 1)) count++
  return count
}

/** Turn "\r\n" and "\r" into "\n", also where a pair is cut between two pieces. */
function* unixLines(pieces: Iterable<string>): Generator<string, void> {
  let carried = ""
  for (const piece of pieces) {
    const text = carried + piece
    carried = text.endsWith("\r") ? "\r" : ""
    const whole = carried === "" ? text : text.slice(0, -1)
    yield whole.includes("\r") ? whole.replaceAll(/\r\n?/g, "\n") : whole
  }
  if (carried !== "") yield "\n"
}

function* withLast(pieces: Iterable<string>): Generator<{ text: string; last: boolean }, void> {
  let held: string | undefined
  for (const piece of pieces) {
    if (held !== undefined) yield { text: held, last: false }
    held = piece
  }
  yield { text: held ?? "", last: true }
}
