import type { NotePhase } from "./played.ts"
import styles from "./Score.module.css"

/*
 * The signs of the score, drawn around (x, y) on a staff of one line. They are the signs of printed music where
 * music has one for the thing: a crossed head for a beat that fails, a rest, a fermata, a grace note, a repeat.
 */

type Place = { x: number; y: number }

/** Where a note begins: the head, with a stem where something is done. */
export function NoteHead({ phase, x, y }: Place & { phase: NotePhase }) {
  switch (phase) {
    case "train":
      return (
        <g>
          <Stem x={x + 4.6} y={y} />
          <ellipse
            className={styles.filled}
            cx={x}
            cy={y}
            rx={5.4}
            ry={4}
            transform={`rotate(-22 ${x} ${y})`}
          />
        </g>
      )
    case "mask":
      return (
        <g>
          <Stem x={x + 4.6} y={y} />
          <path className={styles.filled} d={`M${x - 5} ${y}l5-4.6 5 4.6-5 4.6z`} />
        </g>
      )
    case "unmask":
      return (
        <g>
          <Stem x={x + 4.6} y={y} />
          <path className={styles.open} d={`M${x - 5} ${y}l5-4.6 5 4.6-5 4.6z`} />
        </g>
      )
    case "upload":
      return (
        <g>
          <path
            className={styles.stroke}
            d={`M${x + 3} ${y - 1}v-17m-3.4 3.8l3.4-3.8 3.4 3.8m-8.2 8l9.4-5.4`}
          />
          <ellipse
            className={styles.filled}
            cx={x}
            cy={y}
            rx={3.6}
            ry={2.7}
            transform={`rotate(-22 ${x} ${y})`}
          />
        </g>
      )
    case "evaluate":
      return (
        <g>
          <Stem x={x + 4.6} y={y} />
          <ellipse
            className={styles.open}
            cx={x}
            cy={y}
            rx={5}
            ry={3.5}
            transform={`rotate(-22 ${x} ${y})`}
          />
        </g>
      )
    case "wait":
      return <Rest x={x} y={y} />
    case "dropped":
      return <path className={styles.crossed} d={`M${x - 4.6} ${y - 4.6}l9.2 9.2m0-9.2l-9.2 9.2`} />
  }
}

function Stem({ x, y }: Place) {
  return <path className={styles.stroke} d={`M${x} ${y - 1.5}v-19`} />
}

/** A crotchet rest. */
function Rest({ x, y }: Place) {
  return (
    <path
      className={styles.rest}
      transform={`translate(${x - 3.2} ${y - 9})`}
      d="M1.4 0l4.7 5.5c-2.2 1.9-2.1 3.3.6 6.7-2.8-1-4.3.3-2.4 3.6.3.5 0 .8-.5.5C.4 14 .1 10.9 3 10.5L.3 6.9c2.3-2 2.5-3.9.6-6.4-.3-.4.2-.8.5-.5z"
    />
  )
}

/** The others waited for this one. */
export function Fermata({ x, y }: Place) {
  return (
    <g>
      <path className={styles.stroke} d={`M${x - 7} ${y}a7 7 0 0 1 14 0`} />
      <circle className={styles.filled} cx={x} cy={y - 1.4} r={1.5} />
    </g>
  )
}

/** As the bar before: played, and not written down. */
export function Repeat({ x, y }: Place) {
  return (
    <g>
      <path className={styles.repeat} d={`M${x - 6} ${y + 6}l12-12`} />
      <circle className={styles.soft} cx={x - 5} cy={y - 3.4} r={1.5} />
      <circle className={styles.soft} cx={x + 5} cy={y + 3.4} r={1.5} />
    </g>
  )
}
