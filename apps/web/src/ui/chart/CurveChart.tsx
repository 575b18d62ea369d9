import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from "react"
import { chart as words } from "../../strings/en.drawings.ts"
import { Button } from "../Button.tsx"
import { NO_VALUE } from "../format.ts"
import { useWidth } from "../useWidth.ts"
import styles from "./CurveChart.module.css"
import { CurveTable } from "./CurveTable.tsx"
import type { Measure } from "./measures.ts"
import { Marker, Plot, type PlottedCurve } from "./Plot.tsx"
import { canBeLogarithmic } from "./scale.ts"

/**
 * Curves over the rounds of a study. The cursor follows the pointer and the arrow keys and says what it reads;
 * the same numbers are a table away.
 */
export function CurveChart({
  caption,
  curves,
  measure,
  plannedRounds,
  bestRound,
  lostRounds,
  withLog = false,
  empty,
}: {
  caption: ReactNode
  curves: readonly PlottedCurve[]
  measure: Measure
  plannedRounds: number
  /** The round whose model is best; null before there is one. */
  bestRound: number | null
  /** Rounds that ended without a model: marked at the axis, a gap in the curve. */
  lostRounds: readonly number[]
  withLog?: boolean
  /** What is said while no round has a value. */
  empty: string
}) {
  const captionId = useId()
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [logWanted, setLogWanted] = useState(false)
  const [asTable, setAsTable] = useState(false)
  const [pointed, setPointed] = useState<number | null>(null)

  const rounds = curves[0]?.points.map(({ round }) => round) ?? []
  const newest = rounds.at(-1) ?? null
  const cursor = pointed !== null && rounds.includes(pointed) ? pointed : null
  const values = curves.flatMap(({ points }) =>
    points.flatMap(({ value }) => (value === null ? [] : [value])),
  )
  const logPossible = withLog && canBeLogarithmic(values)
  const read = (curve: PlottedCurve, round: number | null) =>
    measure.format(curve.points.find((point) => point.round === round)?.value ?? null)

  return (
    <figure className={styles.figure} aria-labelledby={captionId}>
      <figcaption className={styles.caption} id={captionId}>
        {caption}
      </figcaption>
      <div className={styles.tools}>
        {withLog && (
          <Button
            look="quiet"
            aria-pressed={logWanted}
            disabled={!logPossible}
            reason={words.noLog}
            onClick={() => setLogWanted(!logWanted)}
          >
            {words.log}
          </Button>
        )}
        <Button
          look="quiet"
          icon={asTable ? "chart" : "table"}
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {words.asTable}
        </Button>
      </div>
      <ul className={styles.legend}>
        {curves.map((curve) => (
          <li key={curve.id}>
            <svg width={30} height={12} aria-hidden="true">
              <path className={styles.curve} data-look={curve.look} d="M0 6H30" />
              <Marker look={curve.look} x={15} y={6} />
            </svg>
            {curve.name}
            <span className={styles.reading}>{read(curve, cursor ?? newest)}</span>
          </li>
        ))}
        <li className={styles.where}>
          {(cursor ?? newest) === null ? NO_VALUE : words.round(cursor ?? newest ?? 0)}
        </li>
      </ul>
      <div ref={frame} className={styles.frame}>
        {asTable ? (
          <CurveTable caption={caption} curves={curves} rounds={rounds} format={measure.format} />
        ) : values.length === 0 ? (
          <p className={styles.empty}>{empty}</p>
        ) : (
          <RoundCursor rounds={rounds} cursor={cursor} curves={curves} read={read} onMove={setPointed}>
            {width > 0 && (
              <Plot
                width={width}
                curves={curves}
                measure={measure}
                logarithmic={logWanted && logPossible}
                plannedRounds={plannedRounds}
                bestRound={bestRound}
                lostRounds={lostRounds}
                cursor={cursor}
              />
            )}
          </RoundCursor>
        )}
      </div>
    </figure>
  )
}

/** A slider over the rounds: assistive technology reads its value as the chart's values at that round. */
function RoundCursor({
  rounds,
  cursor,
  curves,
  read,
  onMove,
  children,
}: {
  rounds: readonly number[]
  cursor: number | null
  curves: readonly PlottedCurve[]
  read: (curve: PlottedCurve, round: number | null) => string
  onMove: (round: number | null) => void
  children: ReactNode
}) {
  const first = rounds[0] ?? 1
  const last = rounds.at(-1) ?? 1
  const here = cursor ?? last

  function byKey(event: KeyboardEvent) {
    const index = rounds.indexOf(here)
    const target = {
      ArrowLeft: rounds[index - 1] ?? first,
      ArrowRight: rounds[index + 1] ?? last,
      Home: first,
      End: last,
    }[event.key]
    if (target === undefined) {
      if (event.key === "Escape") onMove(null)
      return
    }
    event.preventDefault()
    onMove(target)
  }

  function byPointer(event: PointerEvent<HTMLElement>) {
    const marks = event.currentTarget.querySelectorAll<SVGElement>("[data-round]")
    const distance = (mark: SVGElement) => {
      const { left, width } = mark.getBoundingClientRect()
      return Math.abs(left + width / 2 - event.clientX)
    }
    const nearest = [...marks].reduce<SVGElement | null>(
      (best, mark) => (best === null || distance(mark) < distance(best) ? mark : best),
      null,
    )
    if (nearest) onMove(Number(nearest.dataset.round))
  }

  return (
    <div
      className={styles.cursor}
      role="slider"
      tabIndex={0}
      aria-label={words.cursor}
      aria-valuemin={first}
      aria-valuemax={last}
      aria-valuenow={here}
      aria-valuetext={words.reading(
        here,
        curves.map((curve) => `${curve.name} ${read(curve, here)}`),
      )}
      onKeyDown={byKey}
      onPointerMove={byPointer}
      onPointerLeave={() => onMove(null)}
      onBlur={() => onMove(null)}
    >
      {children}
    </div>
  )
}
