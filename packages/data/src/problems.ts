/** Where something is wrong in the owner's file. */
export type Place = {
  /** 1-based line of the file, the header counted: what an editor shows. */
  line: number
  /** The cell itself: for the owner's own screen, never for a log or a message. */
  cell?: string
}

/** One finding about a file, in a form that a screen, the CLI and a test can branch on. */
export type DataProblem = {
  code: DataProblemCode
  /** An error stops the owner until it is mended; a warning costs rows or may mislead; a note says how it was read. */
  severity: "error" | "warning" | "note"
  /** The column it concerns, as the study or else the file's header names it. */
  column?: string
  /** Cells, rows or columns concerned. */
  count: number
  /** The first five of them. */
  places: readonly Place[]
  /** For sizes and counts: what was wanted and what was found. */
  expected?: number
  found?: number
  /** How the file is written, in words. */
  format?: string
}

/** How many places a problem lists. */
export const LISTED_PLACES = 5

export function problem(
  code: DataProblemCode,
  severity: DataProblem["severity"],
  details: Partial<Omit<DataProblem, "code" | "severity">> = {},
): DataProblem {
  return { code, severity, count: 1, places: [], ...details }
}

type Wording = { what: (found: DataProblem) => string; next: string }

/**
 * The closed list of what can be wrong with a file, each with what is the case and what to do next.
 * Sentences name rows and columns, never a cell: they may be shown, printed and copied.
 */
const WORDINGS = {
  D_FILE_EMPTY: { what: () => "The file is empty.", next: "Choose another file." },
  D_FILE_TOO_BIG: {
    what: ({ found, expected }) =>
      `The file has ${megabytes(found)}; this page takes up to ${megabytes(expected)}.`,
    next: "Leave out columns that the study does not ask for, or take part with a part of the rows.",
  },
  D_SPREADSHEET: {
    what: () => "This is a spreadsheet's own format, not a CSV file.",
    next: "Open it in the spreadsheet program and save it as CSV.",
  },
  D_NOT_TEXT: {
    what: () => "The file does not hold text.",
    next: "Choose a CSV file; unpack it first if it is compressed.",
  },
  D_ENCODING: {
    what: ({ format }) => `The file is written in ${format}.`,
    next: "Look at the accented letters of the first rows: they show whether it is read rightly.",
  },
  D_DELIMITER: {
    what: ({ format }) => `The columns are separated by ${format}.`,
    next: "Choose another sign if the first rows are cut wrongly.",
  },
  D_ONLY_HEADER: {
    what: () => "The file has a header line and no rows below it.",
    next: "Choose a file with rows, or say that the first line is a row.",
  },
  D_OPEN_QUOTE: {
    what: (found) => `A quotation mark is opened${on(found)} and not closed where a cell ends.`,
    next: "Close the quotation mark, or double it if it belongs to the text.",
  },
  D_LINE_TOO_LONG: {
    what: (found) => `The record${on(found)} does not end within ${megabytes(found.expected)}.`,
    next: "Check that the file is a CSV file with line ends.",
  },
  D_TOO_MANY_COLUMNS: {
    what: ({ found, expected }) => `There are ${found} columns; at most ${expected} are possible.`,
    next: "Leave out columns that are not needed.",
  },
  D_ONE_COLUMN: {
    what: () => "The file has only one column.",
    next: "Check which character separates the columns: comma, semicolon, tab or bar.",
  },
  D_RAGGED_ROW: {
    what: (found) =>
      `${rows(found)} ${found.count === 1 ? "has" : "have"} another number of cells than the ${found.expected} columns${on(found)}.`,
    next: "These rows are left out; mend them in the file to use them.",
  },
  D_DUPLICATE_HEADER: {
    what: (found) => `${column(found)} stands ${found.count} times in the header.`,
    next: "Give each column a name of its own, or choose by hand which one the study means.",
  },
  D_EMPTY_HEADER: {
    what: ({ count }) => `${count} ${count === 1 ? "column has" : "columns have"} no name in the header.`,
    next: "They are called by their number.",
  },
  D_COLUMN_MISSING: {
    what: (found) => `${column(found)} of the study is not in the file.`,
    next: "Choose which column of the file it is, or add it to the file.",
  },
  D_COLUMN_AMBIGUOUS: {
    what: (found) => `${column(found)} fits ${found.count} columns of the file.`,
    next: "Choose which one the study means.",
  },
  D_COLUMN_COUNT: {
    what: ({ found, expected }) => `The file has ${found} columns and no header; the study has ${expected}.`,
    next: "Choose the columns by hand, or bring the file into the study's order.",
  },
  D_MAPPED_BY_POSITION: {
    what: () => "The file has no header: its columns are taken in the study's order, the target last.",
    next: "Compare the first rows with the column names.",
  },
  D_COLUMN_TWICE: {
    what: (found) => `${column(found)} uses a column of the file that another one uses too.`,
    next: "Check which column of the file it is.",
  },
  D_MISSING_DROPPED: {
    what: (found) => `${column(found)} has no value in ${rows(found)}${on(found)}.`,
    next: "These rows are left out, as the study asks.",
  },
  D_MISSING_IMPUTED: {
    what: (found) => `${column(found)} has no value in ${rows(found)}${on(found)}.`,
    next: "The value is filled in, as the study asks.",
  },
  D_NOT_A_NUMBER: {
    what: (found) => `${column(found)} has cells that are not numbers in ${rows(found)}${on(found)}.`,
    next: "These rows are left out; check the column, the decimal sign and the marks for missing values.",
  },
  D_OUT_OF_RANGE: {
    what: (found) => `${column(found)} is outside the study's bounds in ${rows(found)}${on(found)}.`,
    next: "These rows are left out; check the unit.",
  },
  D_UNKNOWN_CATEGORY: {
    what: (found) =>
      `${column(found)} has values that the study does not list in ${rows(found)}${on(found)}.`,
    next: "These rows are left out; say which listed value each spelling means.",
  },
  D_LEADING_ZEROS: {
    what: (found) => `${column(found)} has numbers that begin with zero in ${rows(found)}${on(found)}.`,
    next: "A number loses these zeros; codes such as postcodes are categories.",
  },
  D_LONG_DIGITS: {
    what: (found) => `${column(found)} has numbers of more than 15 digits in ${rows(found)}${on(found)}.`,
    next: "Such a number is rounded; identifiers do not belong in a study.",
  },
  D_DECIMAL_COMMA: {
    what: (found) => `${column(found)} is read with a decimal comma${on(found)}.`,
    next: "Choose the decimal point if the comma separates thousands.",
  },
  D_AMBIGUOUS_NUMBERS: {
    what: (found) => `${column(found)} can be read with a point or with a comma as decimal sign${on(found)}.`,
    next: "It is read with a decimal point; choose the comma if the point separates thousands.",
  },
  D_IDENTIFIER: {
    what: (found) =>
      `${column(found)} has ${found.found ?? "very many"} different values, like an identifier or free text.`,
    next: "It is left out; name its kind to use it.",
  },
  D_CONSTANT_COLUMN: {
    what: (found) => `${column(found)} has the same value in every row.`,
    next: "A model learns nothing from it here.",
  },
  D_EMPTY_COLUMN: {
    what: (found) => `${column(found)} has no values.`,
    next: "Choose another column of the file.",
  },
  D_ONE_CLASS: {
    what: (found) => `${column(found)} has one class only.`,
    next: "A model learns to tell classes apart only where there are several.",
  },
  D_UNKNOWN_TARGET: {
    what: (found) => `The file has no ${lower(column(found))} to predict.`,
    next: "Choose one of the columns of the file.",
  },
  D_NO_COLUMNS: {
    what: () => "No column is left to learn from.",
    next: "Choose a file with more columns, or name the kinds of those that were left out.",
  },
  D_NO_ROWS_LEFT: {
    what: () => "No row is left to take part with.",
    next: "Look at the columns' findings: each says why rows are left out.",
  },
  D_TOO_MANY_EXAMPLES: {
    what: ({ found, expected }) =>
      `The rows would take ${megabytes((found ?? 0) * 4)} after encoding; at most ${megabytes((expected ?? 0) * 4)} are possible.`,
    next: "Take part with a part of the rows.",
  },
} as const satisfies Record<string, Wording>

export type DataProblemCode = keyof typeof WORDINGS

/** Every code, for documentation and for tests that ask whether each can happen. */
export const DATA_PROBLEM_CODES = Object.keys(WORDINGS) as readonly DataProblemCode[]

/** What is the case, and what to do; rows and columns are named, and no cell value. */
export function problemWords(found: DataProblem): { what: string; next: string } {
  const { what, next }: Wording = WORDINGS[found.code]
  return { what: what(found), next }
}

/** Both in one line. */
export function problemSentence(found: DataProblem): string {
  const { what, next } = problemWords(found)
  return `${what} ${next}`
}

/** The first places with their cells: for the screen of the owner whose file it is, and for nothing else. */
export function problemCells({ places }: DataProblem): string {
  return places
    .filter(({ cell }) => cell !== undefined)
    .map(({ line, cell }) => `line ${line}: “${cell}”`)
    .join(", ")
}

/** Whether any finding stops the owner. */
export function hasErrors(problems: readonly DataProblem[]): boolean {
  return problems.some(({ severity }) => severity === "error")
}

const column = ({ column }: DataProblem) => (column === undefined ? "A column" : `Column “${column}”`)
const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
const rows = ({ count }: DataProblem) => (count === 1 ? "1 row" : `${count} rows`)
const megabytes = (bytes: number | undefined) => `${((bytes ?? 0) / (1024 * 1024)).toFixed(0)} MB`

/** " (line 4)", " (lines 4, 9 and 17)", " (lines 1, 2, 3, 4, 5 and more)", or nothing. */
function on({ places, count }: DataProblem): string {
  const lines = places.map(({ line }) => String(line))
  if (lines.length === 0) return ""
  if (lines.length === 1 && count <= 1) return ` (line ${lines[0]})`
  const last = count > lines.length ? "more" : (lines.pop() ?? "")
  return ` (lines ${lines.join(", ")} and ${last})`
}
