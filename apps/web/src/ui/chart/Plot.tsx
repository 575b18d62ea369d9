import { chart as words } from "../../strings/en.drawings.ts"
import styles from "./CurveChart.module.css"
import type { Measure } from "./measures.ts"
import { type Curve, linearScale, logScale, roundScale, type Scale, strokes, tickDigits } from "./scale.ts"

export type PlottedCurve = Curve & {
  id: string
  name: string
  /** Training is solid with round markers, validation dashed with diamonds: told apart without colour. */
  look: "train" | "validation"
}

const HEIGHT = 264
const MARGIN = { top: 22, right: 14, bottom: 34, left: 52 }
/** Closer rounds than this carry no marker each. */
const MARKED_PX = 9

export function Plot({
  width,
  curves,
  measure,
  logarithmic,
  plannedRounds,
  bestRound,
  lostRounds,
  cursor,
}: {
  width: number
  curves: readonly PlottedCurve[]
  measure: Measure
  logarithmic: boolean
  plannedRounds: number
  bestRound: number | null
  lostRounds: readonly number[]
  cursor: number | null
}) {
  const bottom = HEIGHT - MARGIN.bottom
  const right = width - MARGIN.right
  const rounds = curves[0]?.points.map(({ round }) => round) ?? []
  const values = curves.flatMap(({ points }) =>
    points.flatMap(({ value }) => (value === null ? [] : [value])),
  )
  const upwards = [bottom, MARGIN.top] as const
  const y = logarithmic ? logScale(values, upwards) : linearScale(values, measure.bounds, upwards)
  const digits = tickDigits(y.ticks)
  const x = roundScale(rounds.at(-1) ?? 1, plannedRounds, [MARGIN.left + 8, right])
  return (
    <svg className={styles.plot} width={width} height={HEIGHT} aria-hidden="true">
      {y.ticks.map((tick) => (
        <g key={tick}>
          <path className={styles.grid} d={`M${MARGIN.left} ${y.at(tick)}H${right}`} />
          <text className={styles.tick} x={MARGIN.left - 8} y={y.at(tick) + 4} textAnchor="end">
            {measure.formatTick(tick, digits)}
          </text>
        </g>
      ))}
      <path className={styles.axis} d={`M${MARGIN.left} ${bottom}H${right}`} />
      {x.ticks.map((tick) => (
        <g key={tick}>
          <path className={styles.axis} d={`M${x.at(tick)} ${bottom}v4`} />
          <text className={styles.tick} x={x.at(tick)} y={bottom + 17} textAnchor="middle">
            {tick}
          </text>
        </g>
      ))}
      <text className={styles.axisName} x={right} y={HEIGHT - 2} textAnchor="end">
        {words.roundAxis}
      </text>
      {bestRound !== null && rounds.includes(bestRound) && (
        <BestPin x={x.at(bestRound)} top={MARGIN.top} bottom={bottom} right={right} round={bestRound} />
      )}
      {lostRounds.map((round) => (
        <path key={round} className={styles.lost} d={`M${x.at(round) - 3.5} ${bottom - 3.5}l7 7m0-7l-7 7`}>
          <title>{words.lost(round)}</title>
        </path>
      ))}
      {rounds.map((round) => (
        <path
          key={round}
          data-round={round}
          className={round === cursor ? styles.cursorLine : styles.unseen}
          d={`M${x.at(round)} ${MARGIN.top}V${bottom}`}
        />
      ))}
      {curves.map((curve) => (
        <CurveLine key={curve.id} curve={curve} x={x} y={y} cursor={cursor} />
      ))}
    </svg>
  )
}

function CurveLine({
  curve,
  x,
  y,
  cursor,
}: {
  curve: PlottedCurve
  x: Scale
  y: Scale
  cursor: number | null
}) {
  const runs = strokes(curve)
  const all = runs.flat()
  const marksAll = x.at(2) - x.at(1) >= MARKED_PX
  const newest = all.at(-1)
  return (
    <g data-curve={curve.id}>
      <path
        className={styles.curve}
        data-look={curve.look}
        d={runs
          .map((run) =>
            run.map(({ round, value }, i) => `${i ? "L" : "M"}${x.at(round)} ${y.at(value)}`).join(""),
          )
          .join("")}
      >
        <title>{curve.name}</title>
      </path>
      {all
        .filter((point) => marksAll || point === newest || point.round === cursor)
        .map(({ round, value }) => (
          <Marker key={round} look={curve.look} x={x.at(round)} y={y.at(value)} large={round === cursor} />
        ))}
    </g>
  )
}

export function Marker({
  look,
  x,
  y,
  large = false,
}: {
  look: PlottedCurve["look"]
  x: number
  y: number
  large?: boolean
}) {
  const size = large ? 5 : 3.2
  return look === "train" ? (
    <circle className={styles.marker} data-look={look} cx={x} cy={y} r={size} />
  ) : (
    <path
      className={styles.marker}
      data-look={look}
      d={`M${x} ${y - size - 1}L${x + size + 1} ${y}L${x} ${y + size + 1}L${x - size - 1} ${y}Z`}
    />
  )
}

function BestPin({
  x,
  top,
  bottom,
  right,
  round,
}: {
  x: number
  top: number
  bottom: number
  right: number
  round: number
}) {
  const leftwards = x > right - 90
  return (
    <g>
      <path className={styles.best} d={`M${x} ${top - 8}V${bottom}`} />
      <path className={styles.bestHead} d={`M${x} ${top - 12}l4 4-4 4-4-4z`} />
      <text
        className={styles.bestName}
        x={leftwards ? x - 9 : x + 9}
        y={top - 4}
        textAnchor={leftwards ? "end" : "start"}
      >
        {words.best(round)}
      </text>
    </g>
  )
}
