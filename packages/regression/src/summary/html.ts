import type { Fact, RegressionSummary } from "./summary.ts"

/**
 * The summary as one HTML document that stands alone: no script, no address, every name escaped; it pastes as a table
 * into a report and prints on one page.
 */
export function summaryHtml({ title, facts, header, rows, notes }: RegressionSummary): string {
  const [left, right] = facts
  const factRows = Array.from({ length: Math.max(left.length, right.length) }, (_, at) =>
    row([...factCells(left[at]), ...factCells(right[at])]),
  )
  const head = row(["<td></td>", ...header.map((name) => `<th scope="col">${escaped(name)}</th>`)])
  const terms = rows.map(({ name, cells }) =>
    row([`<th scope="row">${escaped(name)}</th>`, ...cells.map((cell) => `<td>${escaped(cell)}</td>`)]),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>
body { font: 10pt monospace; max-width: 48rem; margin: 2rem auto; padding: 0 1rem }
table { width: 100%; border-collapse: collapse; border-top: 2px solid }
table + table { border-bottom: 2px solid }
caption { font-weight: bold; padding-bottom: 0.5rem }
th, td { padding: 0.1rem 0 0.1rem 1rem; text-align: right; font-weight: normal }
th[scope=row] { padding-left: 0; text-align: left }
</style>
</head>
<body>
<table>
<caption>${escaped(title)}</caption>
${factRows.join("\n")}
</table>
<table>
<thead>
${head}
</thead>
<tbody>
${terms.join("\n")}
</tbody>
</table>
<ol>
${notes.map((note) => `<li>${escaped(note)}</li>`).join("\n")}
</ol>
</body>
</html>
`
}

const row = (cells: readonly string[]): string => `<tr>${cells.join("")}</tr>`

const factCells = (fact: Fact | undefined): string[] =>
  fact === undefined
    ? ["<td></td>", "<td></td>"]
    : [`<th scope="row">${escaped(fact.label)}</th>`, `<td>${escaped(fact.value)}</td>`]

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Names of columns are whatever somebody typed. */
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
