import { DATA_LIMITS } from "../limits.ts"
import { type DataProblem, problem } from "../problems.ts"
import { textPieces } from "../text/decode.ts"
import { detectEncoding } from "../text/encoding.ts"
import { DELIMITERS, sampleRecords } from "./delimiter.ts"
import { looksLikeHeader } from "./header.ts"
import { type Delimiter, readRecords } from "./records.ts"
import type { Table } from "./table.ts"
import { TableBuilder } from "./table-builder.ts"

export type TableOptions = {
  /** Whether the first record names the columns; guessed when absent. */
  header?: boolean
  /** Guessed when absent. */
  delimiter?: Delimiter
  /** Called with the share of the file that has been read, in [0, 1], about once per megabyte. */
  progress?: (share: number) => void
}

/** Warnings go with the table; an error comes alone, because there is no table to look at. */
export type ParsedTable =
  | { ok: true; table: Table; delimiter: Delimiter; problems: readonly DataProblem[] }
  | { ok: false; problems: readonly [DataProblem] }

const ENCODING_WORDS = {
  "utf-8": "UTF-8 with a byte order mark",
  "utf-16le": "UTF-16, little-endian",
  "utf-16be": "UTF-16, big-endian",
  "windows-1252": "Windows-1252",
}
const DELIMITER_WORDS = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars" }

const SAMPLE_UNITS = 64 * 1024

/**
 * Read a CSV file. Cells stay text: nothing is turned into a number, trimmed or renamed.
 * Memory beyond `bytes` is about one byte per character and eight per row and column, never the whole text at once.
 */
export function parseTable(bytes: Uint8Array, options: TableOptions = {}): ParsedTable {
  if (bytes.length > DATA_LIMITS.fileBytes)
    return failed(
      problem("D_FILE_TOO_BIG", "error", { found: bytes.length, expected: DATA_LIMITS.fileBytes }),
    )
  const detected = detectEncoding(bytes)
  if (!detected.ok) return failed(problem(detected.code, "error"))
  const { encoding } = detected
  const parsed = tableOf(() => textPieces(bytes, encoding), bytes.length, options)
  if (!parsed.ok || (encoding.name === "utf-8" && encoding.markBytes === 0)) return parsed
  const note = problem("D_ENCODING", "note", { format: ENCODING_WORDS[encoding.name] })
  return { ...parsed, problems: [note, ...parsed.problems] }
}

/** Read CSV text that is in memory already. */
export function parseTableText(text: string, options: TableOptions = {}): ParsedTable {
  return tableOf(() => [text.startsWith("\ufeff") ? text.slice(1) : text], text.length, options)
}

function tableOf(pieces: () => Iterable<string>, size: number, options: TableOptions): ParsedTable {
  const [declared, beginning] = spreadsheetDelimiter(firstUnits(pieces(), SAMPLE_UNITS))
  const given = options.delimiter ?? declared
  const sample = sampleRecords(beginning, given === undefined ? undefined : [given])
  const header = options.header ?? looksLikeHeader(sample.records)
  const builder = new TableBuilder(header, sample.width)
  const skipsFirst = declared !== undefined
  const stopped = readRecords(
    withProgress(pieces(), size, options.progress),
    sample.delimiter,
    (cells, line) => (skipsFirst && line === 1) || builder.add(cells, line),
  )
  const refused = stopped ?? builder.refusal()
  if (refused !== null) return failed(refused)
  const { delimiter } = sample
  const note = problem("D_DELIMITER", "note", { format: DELIMITER_WORDS[delimiter] })
  const problems = [...(delimiter === "," ? [] : [note]), ...builder.warnings()]
  return { ok: true, table: builder.table(), delimiter, problems }
}

const failed = (found: DataProblem): ParsedTable => ({ ok: false, problems: [found] })

function firstUnits(pieces: Iterable<string>, units: number): string {
  let text = ""
  for (const piece of pieces) {
    text += piece
    if (text.length >= units) break
  }
  return text.slice(0, units)
}

/** Spreadsheets write "sep=;" as the first line of a CSV file; it is no record. */
function spreadsheetDelimiter(text: string): [Delimiter | undefined, string] {
  const line = /^sep=[,;\t|](?:\r\n|\r|\n)/i.exec(text)?.[0]
  const delimiter = DELIMITERS.find((candidate) => candidate === line?.charAt(4))
  return line === undefined ? [undefined, text] : [delimiter, text.slice(line.length)]
}

function* withProgress(
  pieces: Iterable<string>,
  size: number,
  progress: TableOptions["progress"],
): Generator<string, void> {
  let read = 0
  for (const piece of pieces) {
    yield piece
    read += piece.length
    progress?.(Math.min(1, read / size))
  }
}
