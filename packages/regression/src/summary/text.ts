import type { Fact, RegressionSummary } from "./summary.ts"

const WIDTH = 78
const NAME_WIDTH = 9
const COLUMN_WIDTHS = [12, 11, 11, 11, 12, 12]
const LEFT_WIDTH = 37
const GAP = 3

/** The summary as monospaced text in the layout of statsmodels: 78 characters wide, wider for long names. */
export function summaryText({ title, facts, header, rows, notes }: RegressionSummary): string {
  const names = Math.max(NAME_WIDTH, ...rows.map(({ name }) => name.length))
  const width = WIDTH + names - NAME_WIDTH
  const line = (name: string, cells: readonly string[]) =>
    name.padEnd(names) + cells.map((cell, index) => cell.padStart(COLUMN_WIDTHS[index] ?? 0)).join("")
  const [left, right] = facts
  return [
    centred(title, width),
    "=".repeat(width),
    ...left.map((fact, index) => factLine(fact, right[index], width)),
    "=".repeat(width),
    line("", header),
    "-".repeat(width),
    ...rows.map(({ name, cells }) => line(name, cells)),
    "=".repeat(width),
    "",
    "Notes:",
    ...notes.flatMap((note, index) => wrapped(`[${index + 1}] ${note}`, width)),
  ].join("\n")
}

function factLine(left: Fact, right: Fact | undefined, width: number): string {
  const rightWidth = width - LEFT_WIDTH - GAP
  return (
    left.label +
    left.value.padStart(LEFT_WIDTH - left.label.length) +
    " ".repeat(GAP) +
    (right ? right.label + right.value.padStart(rightWidth - right.label.length) : "")
  )
}

const centred = (text: string, width: number): string =>
  text.padStart(text.length + Math.floor((width - text.length) / 2))

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(" ")) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
