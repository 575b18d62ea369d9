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
      <div className={styles.crossing}>
        <p>
          <span className={styles.what}>{words.leaves[mode]}</span>
          <span className={styles.small}>{crossed}</span>
        </p>
        <span className={styles.out} data-leaving={leaving || undefined} aria-hidden="true">
          {mode === "secure" ? <Noise /> : <Weights />}
        </span>
        <span className={styles.home} aria-hidden="true" />
        <p className={styles.small}>{words.back}</p>
      </div>
      <div className={styles.relay}>
        <Place picture={<SumPicture />} what={words.others} where={words.othersDo} />
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

const HEADS = [1, 2, 3, 4]

/** Note heads on their way: the weights of a model are a row of numbers. */
function Weights() {
  return (
    <span className={styles.heads}>
      {HEADS.map((head) => (
        <span key={head} className={styles.head} />
      ))}
    </span>
  )
}

/** Heights that look like chance and are the same in every tab: a picture of noise needs no randomness. */
const NOISE = Array.from({ length: 27 }, (_, index) => ({
  index,
  height: 3 + (Math.imul(index + 1, 0x9e37_79b1) >>> 28),
}))

/** What a masked vector looks like to whoever sees it pass. */
function Noise() {
  return (
    <span className={styles.heads}>
      {NOISE.map(({ index, height }) => (
        <span key={index} className={styles.static} style={{ blockSize: height }} />
      ))}
    </span>
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
