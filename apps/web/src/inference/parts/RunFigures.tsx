import { shared } from "../../strings/en.inference.ts"
import { Figure, Figures } from "../../ui/Figure.tsx"
import { formatBytes, formatCount, formatSpan } from "../../ui/format.ts"
import type { RunFigures as Counted } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"

const words = shared.figures

/** What this tab has counted of the newest run, while it goes on and when it is over. */
export function RunFigures({ figures }: { figures: Counted }) {
  const { rows, rounds, bytesOut, bytesIn, material, milliseconds } = figures
  return (
    <div className={styles.figures}>
      <Figures label={words.label}>
        <Figure label={words.rows} value={formatCount(rows)} />
        <Figure label={words.time} value={formatSpan(milliseconds)} />
        <Figure label={words.perImage} value={rows === 0 ? words.none : shared.span(milliseconds / rows)} />
        <Figure label={words.rounds} value={formatCount(rounds)} />
        <Figure label={words.out} value={formatBytes(bytesOut)} />
        <Figure label={words.in} value={formatBytes(bytesIn)} />
        <Figure label={words.material} value={formatBytes(material)} />
      </Figures>
    </div>
  )
}
