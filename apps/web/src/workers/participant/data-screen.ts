import {
  type ColumnReport,
  type ColumnSource,
  checkTable,
  type DataProblem,
  type Delimiter,
  listedValues,
  type Mapping,
  mappedColumns,
  problemCells,
  problemSentence,
  profileColumn,
  rowCells,
  splitRows,
  type Table,
  type TableReport,
} from "@tutti/data"
import type { Column, DatasetSchema, StudySpec, Target } from "@tutti/protocol"

/** How to cut the file; null leaves it to the file's own looks. */
export type ReadingChoice = { delimiter: Delimiter | null; header: boolean | null }
export const GUESSED: ReadingChoice = { delimiter: null, header: null }

export type Finding = {
  code: DataProblem["code"]
  severity: DataProblem["severity"]
  column: string | null
  sentence: string
  /** The first places with their cells, for this screen alone; empty when there are none. */
  cells: string
}

/** A value of the file that the study does not list, and what the owner says it means. */
type Spelling = { text: string; rows: number; means: string | null }

/** One column of the study beside its column of the file. */
export type ColumnLine = {
  column: Column | Target
  isTarget: boolean
  source: ColumnSource | null
  report: ColumnReport | null
  /** Values that the study may have here; null for numbers. */
  listed: readonly string[] | null
  spellings: readonly Spelling[]
  /** The owner has to place it, or has placed it otherwise than the file says by itself. */
  needsHand: boolean
}

/** The owner's file held against the study, ready to draw. */
export type DataScreen = {
  source: { kind: "file" | "sample"; name: string }
  reading: { delimiter: Delimiter; header: boolean }
  /** Names of the file's columns, by position. */
  fileColumns: readonly string[]
  rows: number
  preview: readonly { line: number; cells: readonly string[] }[]
  mapping: Mapping
  lines: readonly ColumnLine[]
  findings: readonly Finding[]
  balance: TableReport["classBalance"]
  usableRows: number
  /** How the usable rows would be dealt; null while something stops the owner. */
  split: { training: number; validation: number } | null
  /** Columns of the study that stand nowhere in the file: they block the way on. */
  missingColumns: readonly string[]
}

const PREVIEW_ROWS = 20
const LISTED_SPELLINGS = 20

/** A file as it was read, for as long as the tab lives. */
export type ReadFile = {
  source: DataScreen["source"]
  table: Table
  delimiter: Delimiter
  /** What the names and cells say by themselves. */
  auto: Mapping
  /** Findings of the reading itself: ragged rows, headers named twice. */
  problems: readonly DataProblem[]
}

/**
 * The mapping to begin with: what the owner chose before, where the file's columns are the same, else what the
 * names and cells say.
 */
export function firstMapping(
  { table, auto }: Pick<ReadFile, "table" | "auto">,
  saved: { mapping: Mapping; fileColumns: readonly string[] } | null,
): Mapping {
  const names = table.columns.map(({ name }) => name)
  const same = saved !== null && saved.fileColumns.join("\n") === names.join("\n")
  return same ? saved.mapping : auto
}

export function dataScreen(file: ReadFile, spec: StudySpec, mapping: Mapping): DataScreen {
  const { table } = file
  const schema = spec.dataset
  const report = checkTable(table, schema, mapping)
  const problems = [...file.problems, ...report.problems]
  return {
    source: file.source,
    reading: { delimiter: file.delimiter, header: table.header },
    fileColumns: table.columns.map(({ name }) => name),
    rows: table.rows,
    preview: Array.from({ length: Math.min(PREVIEW_ROWS, table.rows) }, (_, row) => ({
      line: table.lineOf(row),
      cells: rowCells(table, row),
    })),
    mapping,
    lines: columnLines(file, schema, mapping, report.columns),
    findings: problems.map(finding),
    balance: report.classBalance,
    usableRows: report.usableRows,
    split: report.ok ? splitSizes(report.usableRows, spec) : null,
    missingColumns: problems.flatMap(({ code, column }) =>
      (code === "D_COLUMN_MISSING" || code === "D_COLUMN_AMBIGUOUS") && column !== undefined ? [column] : [],
    ),
  }
}

function columnLines(
  { table, auto }: ReadFile,
  schema: DatasetSchema,
  mapping: Mapping,
  reports: readonly ColumnReport[],
): ColumnLine[] {
  const byItself = mappedColumns(schema, auto)
  return mappedColumns(schema, mapping).map(({ column, source }, index) => {
    const report = reports[index] ?? null
    const mayDiffer = report === null || report.unknownCategories > 0 || (source?.values.length ?? 0) > 0
    const found = source === null || !mayDiffer ? [] : spellings(table, schema, column, source)
    const changed = JSON.stringify(source) !== JSON.stringify(byItself[index]?.source)
    return {
      column,
      isTarget: column === schema.target,
      source,
      report,
      listed: listedValues(column),
      spellings: found,
      needsHand: source === null || changed || found.some(({ means }) => means === null),
    }
  })
}

/** Sizes alone; which rows they are is decided where the data set is prepared, from the same seed. */
function splitSizes(rows: number, { training }: StudySpec): { training: number; validation: number } {
  const split = splitRows(rows, training.validationFraction, training.seed)
  return { training: split.training.length, validation: split.validation.length }
}

function finding(problem: DataProblem): Finding {
  return {
    code: problem.code,
    severity: problem.severity,
    column: problem.column ?? null,
    sentence: problemSentence(problem),
    cells: problemCells(problem),
  }
}

/** The file's own spellings of a column with listed values, most frequent first: placed by hand, or not yet placed. */
function spellings(
  table: Table,
  schema: DatasetSchema,
  column: Column | Target,
  source: ColumnSource,
): Spelling[] {
  const listed = listedValues(column)
  const { values } = profileColumn(table, source.column, schema.missingMarkers)
  if (listed === null || values === null) return []
  const meanings = new Map(source.values)
  return [...values]
    .filter(([text]) => !listed.includes(text))
    .map(([text, rows]) => ({ text, rows, means: meanings.get(text) ?? null }))
    .sort((one, other) => other.rows - one.rows)
    .slice(0, LISTED_SPELLINGS)
}
