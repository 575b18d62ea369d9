import type { RoundMetrics, StudyView } from "@tutti/protocol"
import { type ReactNode, useState } from "react"
import { useStore } from "zustand"
import { plan as planWords, result as words } from "../../strings/en.study-pages.ts"
import { Button } from "../../ui/Button.tsx"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { Empty } from "../../ui/Empty.tsx"
import { Figure, Figures } from "../../ui/Figure.tsx"
import { formatMeasure, formatShare, shortHash } from "../../ui/format.ts"
import { ErrorNotice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import type { PlayedBar } from "../../ui/score/played.ts"
import { useAdmin } from "../access/admin-context.ts"
import { StudyCurves } from "../cockpit/StudyCurves.tsx"
import { StudyScore } from "../cockpit/StudyScore.tsx"
import { committedRounds, predictsNumber } from "../cockpit/summary.ts"
import { modelSentence } from "../plan/spec-words.ts"
import { MetricsTable } from "./MetricsTable.tsx"
import styles from "./Result.module.css"
import { createResultStore, type Which } from "./result-store.ts"

/** What came out: both models, every number, and a page that can be printed and filed. */
export default function ResultPage({
  view,
  played,
  at,
}: {
  view: StudyView
  played: readonly PlayedBar[]
  at: number
}) {
  const { admin } = useAdmin()
  const [store] = useState(() => createResultStore(admin))
  const { busy, failure, downloadCsv, downloadJson, downloadRaw, downloadTfjs } = useStore(store)
  const committed = committedRounds(view)
  const best = committed.find(({ round }) => round === view.bestRound)
  const last = committed.at(-1)
  if (!last)
    return (
      <Empty title={words.none.title}>
        <p>{words.none.text}</p>
      </Empty>
    )

  const downloads = (which: Which) => (
    <>
      <Button
        look={which === "best" ? "primary" : "plain"}
        icon="download"
        busy={busy}
        title={words.tfjsHint}
        aria-label={`${words.which[which]}: ${words.tfjs}`}
        onClick={() => void downloadTfjs(view, which)}
      >
        {words.tfjs}
      </Button>
      <Button
        icon="download"
        busy={busy}
        title={words.rawHint}
        aria-label={`${words.which[which]}: ${words.raw}`}
        onClick={() => void downloadRaw(view, which)}
      >
        {words.raw}
      </Button>
    </>
  )
  return (
    <>
      {failure && <ErrorNotice error={failure} />}
      <div className={styles.models}>
        {best && <Model view={view} which="best" metrics={best} downloads={downloads("best")} />}
        <Model view={view} which="last" metrics={last} downloads={downloads("last")} />
      </div>
      <p className={styles.quiet}>
        {planWords.model}: {modelSentence(view.spec.model)}. {words.tfjsHint}
      </p>
      <StudyCurves view={view} />
      <Section
        title={words.rounds}
        aside={
          <div className={styles.actions}>
            <Button icon="download" busy={busy} onClick={() => void downloadCsv(view)}>
              {words.csv}
            </Button>
            <Button icon="download" busy={busy} onClick={() => void downloadJson(view)}>
              {words.json}
            </Button>
            <Button onClick={() => window.print()}>{words.print}</Button>
          </div>
        }
      >
        <MetricsTable rounds={committed} bestRound={view.bestRound} number={predictsNumber(view)} />
      </Section>
      <StudyScore view={view} played={played} at={at} whole />
    </>
  )
}

function Model({
  view,
  which,
  metrics,
  downloads,
}: {
  view: StudyView
  which: Which
  metrics: RoundMetrics
  downloads: ReactNode
}) {
  return (
    <section className={styles.model} aria-label={words.which[which]}>
      <h2>
        {words.which[which]} <span className={styles.round}>{words.round(metrics.round)}</span>
      </h2>
      <p className={styles.quiet}>{words.sentence[which]}</p>
      <Figures label={words.which[which]}>
        {!predictsNumber(view) && (
          <Figure
            size="large"
            label={words.column.validationAccuracy}
            value={formatShare(metrics.validationAccuracy)}
          />
        )}
        <Figure
          size="large"
          label={words.column.validationLoss}
          value={formatMeasure(metrics.validationLoss)}
        />
        <Figure label={words.column.trainLoss} value={formatMeasure(metrics.trainLoss)} />
      </Figures>
      <p className={styles.hash}>
        {words.hash} <code title={metrics.modelHash}>{shortHash(metrics.modelHash)}</code>
        <CopyButton look="quiet" text={metrics.modelHash} label={planWords.copyHash} />
      </p>
      <div className={styles.actions}>{downloads}</div>
    </section>
  )
}
