import type { StudyView } from "@tutti/protocol"
import { cockpit as words } from "../../strings/en.cockpit.ts"
import { Explain } from "../../ui/Explain.tsx"
import { Figure, Figures } from "../../ui/Figure.tsx"
import {
  formatBytes,
  formatCount,
  formatMeasure,
  formatShare,
  formatSpan,
  NO_VALUE,
} from "../../ui/format.ts"
import { committedRounds, predictsNumber, traffic } from "./summary.ts"

/** The numbers one looks for first, then what they cost. */
export function StudyFigures({ view }: { view: StudyView }) {
  const committed = committedRounds(view)
  const last = committed.at(-1)
  // A secure study measures a model while the next round runs.
  const measured = committed.findLast(({ validationLoss }) => validationLoss !== null)
  const best = committed.find(({ round }) => round === view.bestRound)
  const isMeasured = best !== undefined && best.validationLoss !== null
  const { up, down } = traffic(view.roster)
  return (
    <Figures label={words.figures}>
      <Figure
        size="large"
        label={words.round}
        value={formatCount(committed.length)}
        unit={words.roundOf(view.spec.training.rounds)}
      />
      {!predictsNumber(view) && (
        <Figure
          size="large"
          label={<Explain sentence={words.explain.validationAccuracy}>{words.validationAccuracy}</Explain>}
          value={formatShare(measured?.validationAccuracy ?? null)}
          note={isMeasured && words.bestNote(best.round, formatShare(best.validationAccuracy))}
        />
      )}
      <Figure
        size="large"
        label={<Explain sentence={words.explain.validationLoss}>{words.validationLoss}</Explain>}
        value={formatMeasure(measured?.validationLoss ?? null)}
        note={isMeasured && words.bestNote(best.round, formatMeasure(best.validationLoss))}
      />
      <Figure label={words.lastRound} value={last ? formatSpan(1_000 * last.seconds) : NO_VALUE} />
      <Figure
        label={<Explain sentence={words.explain.sentPerOwner}>{words.sentPerOwner}</Explain>}
        value={last ? formatBytes(last.bytesUpPerOwner) : NO_VALUE}
      />
      <Figure label={words.trafficUp} value={formatBytes(up)} />
      <Figure label={words.trafficDown} value={formatBytes(down)} />
      <Figure label={words.parameters} value={formatCount(view.parameters)} unit={words.weights} />
    </Figures>
  )
}
