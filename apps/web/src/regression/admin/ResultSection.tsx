import type { RegressionView } from "@tutti/protocol"
import { openedValues, regressionCsv, regressionJson, summaryOf, summaryText } from "@tutti/regression"
import type { RegressionClient } from "@tutti/sdk/regression"
import type { AdminResult } from "@tutti/sessions/regression"
import { useEffect, useState } from "react"
import { refusalAnatomy } from "../../admin/failure.ts"
import { admin, shared } from "../../strings/en.regression.ts"
import { Button } from "../../ui/Button.tsx"
import { download } from "../../ui/download.ts"
import { type ErrorAnatomy, ErrorNotice, Notice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { CoefficientPlot } from "../CoefficientPlot.tsx"
import { OpenedList } from "../OpenedList.tsx"
import { SummaryTable } from "../SummaryTable.tsx"
import styles from "./Admin.module.css"
import { regressionAnatomy } from "./regression-anatomy.ts"
import { findResultKey } from "./result-key.ts"

const words = admin.study
type Found =
  | { kind: "looking" }
  | { kind: "no-key" }
  | { kind: "failed"; failure: ErrorAnatomy }
  | { kind: "result"; result: Extract<AdminResult, { ok: true }> }

/** The table of the finished run, opened and checked in this tab. */
export function ResultSection({ view, client }: { view: RegressionView; client: RegressionClient }) {
  const found = useResult(view, client)
  switch (found.kind) {
    case "looking":
      return <p role="status">{words.loading}</p>
    case "no-key":
      return <Notice tone="warn" title={words.noKey} />
    case "failed":
      return <ErrorNotice error={found.failure} />
    case "result":
      return <Shown view={view} result={found.result} />
  }
}

function useResult({ study, spec: { resultKey } }: RegressionView, client: RegressionClient): Found {
  const [found, setFound] = useState<Found>({ kind: "looking" })
  useEffect(() => {
    async function look(): Promise<Found> {
      const held = await findResultKey(resultKey)
      if (held === null) return { kind: "no-key" }
      const { spec, ...tools } = held
      const result = await client.result(study, spec, tools)
      if (result.ok) return { kind: "result", result }
      const anatomy = refusalAnatomy(result.code)
      return { kind: "failed", failure: { ...anatomy, what: anatomy.what + words.broken(result.party) } }
    }
    look().then(setFound, (error: unknown) => setFound({ kind: "failed", failure: regressionAnatomy(error) }))
  }, [study, resultKey, client])
  return found
}

function Shown({
  view: { spec },
  result,
}: {
  view: RegressionView
  result: Extract<AdminResult, { ok: true }>
}) {
  const { table, transcript } = result
  const { design, opening } = spec
  const summary = summaryOf(design, table, opening)
  const name = `tutti-${spec.title.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}`
  return (
    <>
      <Section title={words.result}>
        <SummaryTable summary={summary} />
        <div className={`${styles.actions} ${styles.screenOnly}`}>
          <Button icon="download" onClick={() => download(`${name}.txt`, "text/plain", summaryText(summary))}>
            {words.exports.text}
          </Button>
          <Button icon="download" onClick={() => download(`${name}.csv`, "text/csv", regressionCsv(table))}>
            {words.exports.csv}
          </Button>
          <Button
            icon="download"
            onClick={() =>
              download(`${name}.json`, "application/json", JSON.stringify(regressionJson(table), null, 2))
            }
          >
            {words.exports.json}
          </Button>
          <Button onClick={() => window.print()}>{words.exports.print}</Button>
        </div>
        <p className={styles.quiet}>{transcript === null ? words.checkedSums : words.checked(transcript)}</p>
      </Section>
      <Section title={shared.plot.title}>
        <CoefficientPlot table={table} />
      </Section>
      <Section title={shared.opened.titleAfter}>
        <OpenedList opens={openedValues(design, opening)} spec={spec} caption={shared.opened.titleAfter} />
      </Section>
    </>
  )
}
