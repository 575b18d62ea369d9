import type { ColumnFinding } from "@tutti/protocol"
import mapping from "../owner/parts/MappingTable.module.css"
import { shared } from "../strings/en.regression.ts"
import { Icon } from "../ui/Icon.tsx"

/** One column of one file in a word, with its picture. */
export function Finding({ finding }: { finding: ColumnFinding }) {
  const tone = finding === "fits" ? "good" : finding === "rows-left-out" ? "warn" : "bad"
  return (
    <span className={mapping.verdict} data-tone={tone}>
      <Icon name={tone} /> {shared.finding[finding]}
    </span>
  )
}
