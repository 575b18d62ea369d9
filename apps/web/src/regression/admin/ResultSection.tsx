import type { RegressionView } from "@tutti/protocol"
import { openedValues, summaryOf } from "@tutti/regression"
import type { RegressionClient } from "@tutti/sdk/regression"
import type { AdminResult } from "@tutti/sessions/regression"
import { useEffect, useState } from "react"
import { refusalAnatomy } from "../../admin/failure.ts"
import { shared } from "../../strings/en.regression.ts"
import { admin } from "../../strings/en.regression-admin.ts"
import { type ErrorAnatomy, ErrorNotice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { CoefficientPlot } from "../CoefficientPlot.tsx"
import { ExportBar } from "../ExportBar.tsx"
import { OpenedList } from "../OpenedList.tsx"
import { SummaryTable } from "../SummaryTable.tsx"
import styles from "./Admin.module.css"
import { regressionAnatomy } from "./regression-anatomy.ts"
import type { RegressionKeys } from "./regression-keys.ts"
import { TwinSection } from "./TwinSection.tsx"

const words = admin.study
type Found =
  | { kind: "looking" }
  | { kind: "failed"; failure: ErrorAnatomy }
  | { kind: "result"; result: Extract<AdminResult, { ok: true }> }

/** The table of the finished run, opened and checked in this tab. */
export function ResultSection({
  view,
  client,
  keys,
}: {
  view: RegressionView
  client: RegressionClient
  keys: RegressionKeys
}) {
  const found = useResult(view, client, keys)
  switch (found.kind) {
    case "looking":
      return <p role="status">{words.loading}</p>
    case "failed":
      return <ErrorNotice error={found.failure} />
    case "result":
      return <Shown view={view} result={found.result} />
  }
}

function useResult(
  { study }: RegressionView,
  client: RegressionClient,
  { result: held }: RegressionKeys,
): Found {
  const [found, setFound] = useState<Found>({ kind: "looking" })
  useEffect(() => {
    async function look(): Promise<Found> {
      const { spec, suite, resultKey } = held
      const result = await client.result(study, spec, { suite, resultKey })
      if (result.ok) return { kind: "result", result }
      const anatomy = refusalAnatomy(result.code)
      return { kind: "failed", failure: { ...anatomy, what: anatomy.what + words.broken(result.party) } }
    }
    look().then(setFound, (error: unknown) => setFound({ kind: "failed", failure: regressionAnatomy(error) }))
  }, [study, held, client])
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
  return (
    <>
      <Section title={words.result}>
        <SummaryTable summary={summary} />
        <ExportBar table={table} summary={summary} title={spec.title} />
        <p className={styles.quiet}>{transcript === null ? words.checkedSums : words.checked(transcript)}</p>
      </Section>
      <Section title={shared.plot.title}>
        <CoefficientPlot table={table} />
      </Section>
      <TwinSection design={design} table={table} />
      <Section title={shared.opened.titleAfter}>
        <OpenedList opens={openedValues(design, opening)} spec={spec} caption={shared.opened.titleAfter} />
      </Section>
    </>
  )
}
