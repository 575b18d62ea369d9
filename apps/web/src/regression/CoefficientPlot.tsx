import type { RegressionTable } from "@tutti/regression"
import { shared } from "../strings/en.regression.ts"
import styles from "./Regression.module.css"

const words = shared.plot
const ROW = 20
const NAMES = 150
const WIDTH = 640
const FOOT = 24

/** Where the intercept would stand, its unit is the target's own: beside slopes it only flattens the scale. */
const INTERCEPT = "intercept"

/** Every coefficient in units of its standard error, with its interval: comparable, whatever its column's unit. */
export function CoefficientPlot({ table }: { table: RegressionTable }) {
  const terms = table.terms.flatMap(({ name, coef, stdErr, t, ciLow, ciHigh }) =>
    name === INTERCEPT || stdErr === null || t === null || ciLow === null || ciHigh === null || !(stdErr > 0)
      ? []
      : [{ name, coef, ciLow, ciHigh, t, half: (ciHigh - ciLow) / 2 / stdErr }],
  )
  const [first] = terms
  if (first === undefined) return null
  const reach = Math.ceil(Math.max(...terms.map(({ t, half }) => Math.abs(t) + half)))
  const x = (value: number) => NAMES + ((value + reach) / (2 * reach)) * (WIDTH - NAMES - 12)
  const height = terms.length * ROW + FOOT
  const ticks = [-reach, 0, reach]
  return (
    <figure>
      <svg
        className={styles.plot}
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={words.label(table.confidence)}
      >
        <line className={styles.zero} x1={x(0)} x2={x(0)} y1={0} y2={height - FOOT} />
        {[-first.half, first.half].map((bound) => (
          <line key={bound} className={styles.bound} x1={x(bound)} x2={x(bound)} y1={0} y2={height - FOOT} />
        ))}
        {terms.map(({ name, coef, ciLow, ciHigh, t, half }, row) => {
          const y = row * ROW + ROW / 2
          const clear = Math.abs(t) > half || undefined
          return (
            <g key={name}>
              <title>
                {words.term(name, coef.toPrecision(5), ciLow.toPrecision(5), ciHigh.toPrecision(5))}
              </title>
              <text x={0} y={y + 4}>
                {name.length > 20 ? `${name.slice(0, 19)}…` : name}
              </text>
              <line
                className={styles.whisker}
                data-clear={clear}
                x1={x(t - half)}
                x2={x(t + half)}
                y1={y}
                y2={y}
              />
              <circle className={styles.dot} data-clear={clear} cx={x(t)} cy={y} r={4} />
            </g>
          )
        })}
        {ticks.map((tick) => (
          <text key={tick} className={styles.soft} x={x(tick)} y={height - 6} textAnchor="middle">
            {tick < 0 ? `−${-tick}` : tick}
          </text>
        ))}
      </svg>
      <figcaption className={styles.caption}>{words.lead(table.confidence)}</figcaption>
    </figure>
  )
}
