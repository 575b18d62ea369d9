import type { RegressionSummary } from "@tutti/regression"
import {
  type RegressionTable,
  regressionCsv,
  regressionJson,
  summaryHtml,
  summaryText,
} from "@tutti/regression"
import { shared } from "../strings/en.regression.ts"
import { Button } from "../ui/Button.tsx"
import { download } from "../ui/download.ts"
import styles from "./Regression.module.css"

const words = shared.exports

/** The table as files, for programs and for people. @param title of the study, for the files' names */
export function ExportBar({
  table,
  summary,
  title,
}: {
  table: RegressionTable
  summary: RegressionSummary
  title: string
}) {
  const name = `tutti-${title.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}`
  const files = [
    { kind: "txt", label: words.text, type: "text/plain", make: () => summaryText(summary) },
    { kind: "html", label: words.html, type: "text/html", make: () => summaryHtml(summary) },
    { kind: "csv", label: words.csv, type: "text/csv", make: () => regressionCsv(table) },
    {
      kind: "json",
      label: words.json,
      type: "application/json",
      make: () => JSON.stringify(regressionJson(table), null, 2),
    },
  ]
  return (
    <div className={styles.exports}>
      {files.map(({ kind, label, type, make }) => (
        <Button key={kind} icon="download" onClick={() => download(`${name}.${kind}`, type, make())}>
          {label}
        </Button>
      ))}
      <Button onClick={() => window.print()}>{words.print}</Button>
    </div>
  )
}
