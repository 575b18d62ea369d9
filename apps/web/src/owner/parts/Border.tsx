import type { StudySpec } from "@tutti/protocol"
import type { ReactNode } from "react"
import { landing } from "../../strings/en.owner.ts"
import styles from "./Border.module.css"

const words = landing.picture

/**
 * What stays and what leaves, drawn: the rows and the learning inside the tab's frame, and one line across it.
 * In the secure mode what crosses is drawn as noise. It moves only while something really leaves.
 */
export function Border({
  mode,
  rows = words.rows,
  crossed = words.leavesNote[mode],
  leaving = false,
}: {
  mode: StudySpec["mode"]
  /** What is said of the rows: their number, once it is known. */
  rows?: string
  /** What is said of the crossing: how much has left, once something has. */
  crossed?: string
  leaving?: boolean
}) {
  return (
    <figure className={styles.picture} aria-label={words.label}>
      <div className={styles.tab}>
        <span className={styles.handle}>{words.tab}</span>
        <Place picture={<RowsPicture />} what={rows} where={words.rowsStay} />
        <span className={styles.inside} aria-hidden="true" />
        <Place picture={<CurvePicture />} what={words.learning} where={words.learningHere} />
      </div>
      <div className={styles.crossing} data-leaving={leaving || undefined}>
        <span className={styles.what}>{words.leaves[mode]}</span>
        {mode === "secure" ? <NoisePicture /> : <WeightsPicture />}
        <span className={styles.small}>{crossed}</span>
      </div>
      <div className={styles.relay}>
        <Place picture={<SumPicture />} what={words.others} where={words.othersDo} />
        <span className={styles.back}>{words.back}</span>
      </div>
    </figure>
  )
}

function Place({ picture, what, where }: { picture: ReactNode; what: string; where: string }) {
  return (
    <div className={styles.place}>
      {picture}
      <span className={styles.what}>{what}</span>
      <span className={styles.small}>{where}</span>
    </div>
  )
}

const LINES = [6, 13, 20, 27, 34]

function RowsPicture() {
  return (
    <svg aria-hidden="true" className={styles.glyph} viewBox="0 0 56 40">
      {LINES.map((y) => (
        <path key={y} d={`M4 ${y}h12M22 ${y}h12M40 ${y}h12`} />
      ))}
    </svg>
  )
}

function CurvePicture() {
  return (
    <svg aria-hidden="true" className={styles.glyph} viewBox="0 0 56 40">
      <path className={styles.faint} d="M4 3v33h48" />
      <path className={styles.accent} d="M8 8c5 12 9 18 16 21s14 3 26 3" />
    </svg>
  )
}

/** Note heads on their way: the weights of a model are a row of numbers. */
function WeightsPicture() {
  return (
    <svg aria-hidden="true" className={styles.way} viewBox="0 0 120 24" preserveAspectRatio="none">
      <path className={styles.arrow} d="M0 12h112" vectorEffect="non-scaling-stroke" />
      <path className={styles.arrow} d="M108 7l6 5-6 5" vectorEffect="non-scaling-stroke" />
      <g className={styles.heads}>
        {[22, 46, 70, 94].map((x) => (
          <ellipse key={x} cx={x} cy={12} rx={4.6} ry={3.4} transform={`rotate(-18 ${x} 12)`} />
        ))}
      </g>
    </svg>
  )
}

const NOISE = Array.from({ length: 44 }, (_, index) => ({
  x: 8 + index * 2.2,
  height: 3 + ((index * 7919) % 13),
}))

function NoisePicture() {
  return (
    <svg aria-hidden="true" className={styles.way} viewBox="0 0 120 24" preserveAspectRatio="none">
      <path className={styles.arrow} d="M108 7l6 5-6 5" vectorEffect="non-scaling-stroke" />
      <g className={styles.noise}>
        {NOISE.map(({ x, height }) => (
          <path key={x} d={`M${x} ${12 - height / 2}v${height}`} />
        ))}
      </g>
    </svg>
  )
}

function SumPicture() {
  return (
    <svg aria-hidden="true" className={styles.glyph} viewBox="0 0 56 40">
      <circle className={styles.faint} cx={28} cy={20} r={16} />
      <path className={styles.accent} d="M28 12v16M20 20h16" />
    </svg>
  )
}
