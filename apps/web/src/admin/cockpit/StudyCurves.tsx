import type { RoundMetrics, StudyView } from "@tutti/protocol"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { CurveChart } from "../../ui/chart/CurveChart.tsx"
import { LOSS, type Measure, SHARE } from "../../ui/chart/measures.ts"
import { Section } from "../../ui/Page.tsx"
import styles from "./Cockpit.module.css"
import { abandonedRounds, curvePoints, predictsNumber } from "./summary.ts"

type Of = (metrics: RoundMetrics) => number | null

export function StudyCurves({ view }: { view: StudyView }) {
  return (
    <Section title={words.curves.title}>
      <div className={styles.pair}>
        <Curves
          view={view}
          caption={words.curves.loss}
          measure={LOSS}
          train={({ trainLoss }) => trainLoss}
          validation={({ validationLoss }) => validationLoss}
          withLog
        />
        {!predictsNumber(view) && (
          <Curves
            view={view}
            caption={words.curves.accuracy}
            measure={SHARE}
            train={({ trainAccuracy }) => trainAccuracy}
            validation={({ validationAccuracy }) => validationAccuracy}
          />
        )}
      </div>
    </Section>
  )
}

function Curves({
  view,
  caption,
  measure,
  train,
  validation,
  withLog = false,
}: {
  view: StudyView
  caption: string
  measure: Measure
  train: Of
  validation: Of
  withLog?: boolean
}) {
  return (
    <CurveChart
      caption={caption}
      measure={measure}
      withLog={withLog}
      plannedRounds={view.spec.training.rounds}
      bestRound={view.bestRound > 0 ? view.bestRound : null}
      lostRounds={abandonedRounds(view)}
      empty={words.curves.empty}
      curves={[
        { id: "train", name: words.curves.train, look: "train", points: curvePoints(view, train) },
        {
          id: "validation",
          name: words.curves.validation,
          look: "validation",
          points: curvePoints(view, validation),
        },
      ]}
    />
  )
}
