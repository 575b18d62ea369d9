import { score as words } from "../../strings/en.drawings.ts"
import { formatSpan } from "../format.ts"
import { Fermata, NoteHead, Repeat } from "./glyphs.tsx"
import { type EngravedBar, type EngravedNote, PADDING, type System } from "./layout.ts"
import styles from "./Score.module.css"

/** Space below the last band for the bars' lengths, in px. */
const FOOTROOM = 26
/** Room for the bracket on the left and the final bar line on the right. */
export const BRACKET = 12
export const END = 10

/** Where things stand vertically, in px: a band per part, its line at `staff` from the band's top. */
export type Pitch = {
  headroom: number
  band: number
  staff: number
  /** Bar lines run through all staves; where names stand between the staves, each has its own. */
  joined: boolean
}

/** One system of the score: a staff line per part, with its bars. Widths in px; letters are never scaled. */
export function Staves({
  system,
  parts,
  width,
  pitch,
  ended,
  summary,
}: {
  system: System | undefined
  parts: readonly { id: string; text: string }[]
  /** Of the whole drawing. */
  width: number
  pitch: Pitch
  /** The study is over: the last bar line of this system is final. */
  ended: boolean
  summary: string
}) {
  const yOf = (index: number) => pitch.headroom + index * pitch.band + pitch.staff
  const bottom = yOf(parts.length - 1)
  const height = pitch.headroom + parts.length * pitch.band + FOOTROOM
  const lines: [number, number][] = pitch.joined
    ? [[yOf(0), bottom]]
    : parts.map((_, index) => [yOf(index), yOf(index)])
  const bars = system?.bars ?? []
  const last = bars.at(-1)
  // Empty staves wait for music; after the final bar line there is none to come.
  const staffEnd = ended && system ? system.width + 5 : width - BRACKET - END
  return (
    <svg className={styles.staves} width={width} height={height} role="img" aria-label={summary}>
      <g transform={`translate(${BRACKET} 0)`}>
        {parts.map(({ id }, index) => (
          <path key={id} className={styles.staff} d={`M0 ${yOf(index)}H${staffEnd}`} />
        ))}
        <path className={styles.barLine} d={vertical(lines, 0)} />
        {pitch.joined && parts.length > 1 && <Bracket top={yOf(0) - 12} bottom={bottom + 12} />}
        {bars.map((bar) => (
          <BarFrame
            key={bar.round}
            bar={bar}
            lines={lines}
            numberY={pitch.headroom - 12}
            bottom={bottom}
            final={ended && bar === last}
          />
        ))}
        {bars.flatMap((bar) =>
          parts.map(({ id, text }, index) => (
            <PartBar key={`${bar.round} ${id}`} bar={bar} part={id} name={text} y={yOf(index)} />
          )),
        )}
      </g>
    </svg>
  )
}

/** A vertical line at x through each of the spans, with its ends a little beyond the staves. */
function vertical(spans: readonly [number, number][], x: number, beyond = 9): string {
  return spans.map(([from, to]) => `M${x} ${from - beyond}V${to + beyond}`).join("")
}

function Bracket({ top, bottom }: { top: number; bottom: number }) {
  return (
    <g>
      <path className={styles.bracket} d={`M-6 ${top}V${bottom}`} />
      <path className={styles.stroke} d={`M-8 ${top}c4 0 7-1.6 9-4.500M-8 ${bottom}c4 0 7 1.6 9 4.5`} />
    </g>
  )
}

/** A bar's number, its line at the end, and its length below. */
function BarFrame({
  bar,
  lines,
  numberY,
  bottom,
  final,
}: {
  bar: EngravedBar
  lines: readonly [number, number][]
  numberY: number
  bottom: number
  final: boolean
}) {
  const right = bar.x + bar.width
  const now = right - PADDING
  const top = lines[0]?.[0] ?? 0
  const number = bar.lastRound > bar.round ? `${bar.round}–${bar.lastRound}` : `${bar.round}`
  return (
    <g data-outcome={bar.outcome}>
      <text className={styles.number} x={bar.x + 2} y={numberY}>
        {number}
      </text>
      {bar.averagedX !== null && (
        <path className={styles.average} d={vertical(lines, bar.averagedX)}>
          <title>{words.averaged}</title>
        </path>
      )}
      {bar.outcome === "open" ? (
        <g className={styles.playhead}>
          <path d={vertical(lines, now, 14)} />
          <path d={`M${now - 4.5} ${top - 22}h9l-4.5 6z`} />
        </g>
      ) : (
        <path
          className={bar.outcome === "abandoned" ? styles.abandonedLine : styles.barLine}
          d={vertical(lines, right)}
        />
      )}
      {bar.outcome === "abandoned" && (
        <path className={styles.crossed} d={`M${right - 3.5} ${top - 20}l7 7m0-7l-7 7`}>
          <title>{words.abandoned}</title>
        </path>
      )}
      {final && <path className={styles.finalLine} d={vertical(lines, right + 5)} />}
      {bar.width >= 48 && (
        <text className={styles.length} x={bar.x + bar.width / 2} y={bottom + 26} textAnchor="middle">
          {formatSpan(bar.lengthMs)}
        </text>
      )}
    </g>
  )
}

/** What one part plays in one bar. */
function PartBar({ bar, part, name, y }: { bar: EngravedBar; part: string; name: string; y: number }) {
  if (!bar.parts.includes(part)) return null
  if (bar.repeats) return <Repeat x={bar.x + bar.width / 2} y={y} />
  return (
    <g>
      {bar.notes
        .filter((note) => note.part === part)
        .map((note) => (
          <Note key={`${note.phase} ${note.fromMs}`} note={note} name={name} y={y} />
        ))}
      {bar.held?.part === part && <Fermata x={bar.held.x + 2} y={y - 24} />}
    </g>
  )
}

function Note({ note, name, y }: { note: EngravedNote; name: string; y: number }) {
  const rests = note.phase === "wait"
  const x = rests ? (note.x + Math.max(note.x, note.endX)) / 2 : note.x
  return (
    <g className={note.sounding ? styles.sounding : undefined} data-phase={note.phase}>
      <title>{words.note(name, words.phase[note.phase], formatSpan(note.toMs - note.fromMs))}</title>
      {!rests && note.phase !== "dropped" && note.endX > note.x + 3 && (
        <path className={styles.held} data-phase={note.phase} d={`M${note.x} ${y}H${note.endX}`} />
      )}
      <NoteHead phase={note.phase} x={x} y={y} />
    </g>
  )
}
