import { useRef } from "react"
import { useWidth } from "../useWidth.ts"
import { engraveScore } from "./layout.ts"
import { type NotePhase, type PlayedBar, slowestPart } from "./played.ts"
import styles from "./Score.module.css"
import { BRACKET, END, type Pitch, Staves } from "./Staves.tsx"

const PITCH: Pitch = { headroom: 26, band: 44, staff: 24, joined: true }
const PARTS = ["first", "second", "third"].map((id) => ({ id, text: "" }))

/** Rounds as they might be, more than a sheet takes: the moments in ms at which each part sends, all check, all end. */
const BARS = [
  [700, 1_500, 1_050, 1_650, 2_100],
  [820, 900, 1_900, 2_050, 2_500],
  [1_150, 650, 900, 1_300, 1_700],
  [950, 1_400, 1_250, 1_550, 2_000],
  [1_800, 800, 1_100, 1_950, 2_400],
  [700, 1_000, 850, 1_150, 1_600],
  [900, 1_700, 750, 1_850, 2_300],
  [1_000, 1_200, 900, 1_400, 1_900],
]
  .map(
    ([first = 0, second = 0, third = 0, checks = 0, ends = 0], index): PlayedBar => ({
      round: index + 1,
      outcome: "committed",
      lengthMs: ends,
      parts: PARTS.map(({ id }) => id),
      notes: [first, second, third].flatMap((sends, part) => {
        const phases: [NotePhase, number, number][] = [
          ["train", 0, sends],
          ["upload", sends, sends + 60],
          ["wait", sends + 60, checks],
          ["evaluate", checks, checks + 150 + 60 * part],
        ]
        return phases.map(([phase, fromMs, toMs]) => ({ part: PARTS[part]?.id ?? "", phase, fromMs, toMs }))
      }),
    }),
  )
  .map((bar) => ({ ...bar, heldBy: slowestPart(bar) }))

/** A few bars for the eye, where there is no score of one's own yet. Decoration: hidden from assistive technology. */
export function ScorePicture() {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  return (
    <div ref={frame} className={styles.picture} aria-hidden="true">
      {width > 0 && (
        <Staves
          system={engraveScore(BARS, width - BRACKET - END)[0]}
          parts={PARTS}
          width={width}
          pitch={PITCH}
          ended={false}
          summary=""
        />
      )}
    </div>
  )
}
