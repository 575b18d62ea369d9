import { type ReactNode, useId, useRef, useState } from "react"
import { score as words } from "../../strings/en.drawings.ts"
import { Button } from "../Button.tsx"
import { classes } from "../classes.ts"
import { useElapsed } from "../clock.ts"
import { useWidth } from "../useWidth.ts"
import { Legend } from "./Legend.tsx"
import { engraveScore, type System } from "./layout.ts"
import { extractParts, type PlayedBar, soundOn } from "./played.ts"
import styles from "./Score.module.css"
import { ScoreTable } from "./ScoreTable.tsx"
import { BRACKET, END, type Pitch, Staves } from "./Staves.tsx"

export type ScorePart = {
  id: string
  /** The name in plain text, for tooltips and tables. */
  text: string
  /** What stands at the head of the staff: the name and the state. */
  head: ReactNode
}

/** Below this width of the whole figure, names stand above their staves instead of beside them. */
const NARROW = 620
const NAMES = 208
const BESIDE: Pitch = { headroom: 40, band: 48, staff: 24, joined: true }
const ABOVE: Pitch = { headroom: 28, band: 70, staff: 54, joined: false }

/**
 * The score of the rounds: one staff line per owner, time to the right, a bar per round. The same drawing is the
 * roster (its left edge), the waterfall (its newest bar) and the history (its earlier bars). The newest system is
 * shown and followed; earlier ones are pages to turn back to. `whole` shows all of them where there is room.
 */
export function Score({
  caption,
  actions,
  summary,
  parts,
  bars,
  at,
  ended = false,
  whole = false,
  masked = false,
}: {
  caption: ReactNode
  /** Beside the drawing's own tools. */
  actions?: ReactNode
  /** What the drawing shows, in one sentence, for those who do not see it. */
  summary: string
  parts: readonly ScorePart[]
  bars: readonly PlayedBar[]
  /** The moment (of performance.now) at which `bars` was told. */
  at: number
  ended?: boolean
  whole?: boolean
  /** The study adds up under masks: the legend explains their signs. */
  masked?: boolean
}) {
  const frame = useRef<HTMLDivElement>(null)
  const captionId = useId()
  const width = useWidth(frame)
  const [page, setPage] = useState<number | null>(null)
  const [asTable, setAsTable] = useState(false)
  const elapsed = useElapsed(at, bars.at(-1)?.outcome === "open")

  const narrow = width < NARROW
  const pitch = narrow ? ABOVE : BESIDE
  const stavesWidth = Math.max(0, width - (narrow ? 0 : NAMES))
  const shownParts = new Set(parts.map(({ id }) => id))
  const sheetWidth = Math.max(120, stavesWidth - BRACKET - END)
  const systems = engraveScore(soundOn(extractParts(bars, shownParts), elapsed), sheetWidth)
  const newest = Math.max(0, systems.length - 1)
  const shown = page === null ? newest : Math.min(page, newest)
  const pages = whole && !narrow ? systems.map((_, index) => index) : [shown]

  return (
    <figure className={styles.figure} aria-labelledby={captionId}>
      <figcaption className={styles.caption} id={captionId}>
        {caption}
      </figcaption>
      <div className={styles.tools}>
        {pages.length < systems.length && systems.length > 1 && (
          <PageTurner systems={systems} shown={shown} onTurn={setPage} />
        )}
        <Button
          look="quiet"
          icon={asTable ? "chart" : "table"}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {words.asTable}
        </Button>
        {actions}
      </div>
      <div ref={frame} className={styles.sheet}>
        {asTable ? (
          <ScoreTable bars={bars} parts={parts} masked={masked} />
        ) : (
          width > 0 &&
          (pages.length > 0 ? pages : [0]).map((index) => (
            <div key={index} className={classes(styles.system, narrow && styles.narrow)}>
              <ul className={styles.names} style={{ paddingTop: pitch.headroom }}>
                {parts.map(({ id, head }) => (
                  <li key={id} style={{ height: pitch.band }}>
                    {head}
                  </li>
                ))}
              </ul>
              <Staves
                system={systems[index]}
                parts={parts}
                width={stavesWidth}
                pitch={pitch}
                ended={ended && index === newest}
                summary={summary}
              />
            </div>
          ))
        )}
      </div>
      <Legend bars={bars} masked={masked} />
    </figure>
  )
}

function PageTurner({
  systems,
  shown,
  onTurn,
}: {
  systems: readonly System[]
  shown: number
  /** null follows the newest page. */
  onTurn: (page: number | null) => void
}) {
  const bars = systems[shown]?.bars
  const newest = systems.length - 1
  return (
    <>
      <Button look="quiet" icon="back" disabled={shown === 0} onClick={() => onTurn(shown - 1)}>
        {words.earlier}
      </Button>
      <span className={styles.page}>{words.pageOf(bars?.[0]?.round ?? 0, bars?.at(-1)?.lastRound ?? 0)}</span>
      <Button
        look="quiet"
        icon="forward"
        disabled={shown === newest}
        onClick={() => onTurn(shown + 1 >= newest ? null : shown + 1)}
      >
        {words.later}
      </Button>
    </>
  )
}
