import { score as words } from "../../strings/en.drawings.ts"
import { Explain } from "../Explain.tsx"
import { Fermata, NoteHead, Repeat } from "./glyphs.tsx"
import type { NotePhase, PlayedBar } from "./played.ts"
import styles from "./Score.module.css"

const SIGNS: readonly NotePhase[] = ["train", "mask", "upload", "unmask", "evaluate", "wait", "dropped"]
/** What every bar of a mode can hold; other signs are explained where they occur. */
const PLAIN: readonly NotePhase[] = ["train", "upload", "evaluate", "wait", "dropped"]
const MASKED: readonly NotePhase[] = ["train", "mask", "unmask", "wait", "dropped"]

/** Every sign with its word; the sentence behind it is a click away. @param masked the study adds up under masks */
export function Legend({ bars, masked }: { bars: readonly PlayedBar[]; masked: boolean }) {
  const heard = new Set(bars.flatMap(({ notes }) => notes ?? []).map(({ phase }) => phase))
  const usual = masked ? MASKED : PLAIN
  return (
    <ul className={styles.legend} aria-label={words.legend}>
      {SIGNS.filter((phase) => usual.includes(phase) || heard.has(phase)).map((phase) => (
        <li key={phase} className={styles.sign}>
          <svg width={26} height={30} aria-hidden="true">
            <path className={styles.staff} d="M0 23.5H26" />
            <NoteHead phase={phase} x={11} y={23.5} />
          </svg>
          <Explain sentence={words.sentence[phase]}>{words.phase[phase]}</Explain>
        </li>
      ))}
      <li className={styles.sign}>
        <svg width={26} height={30} aria-hidden="true">
          <Fermata x={13} y={21} />
        </svg>
        <Explain sentence={words.sentence.held}>{words.held}</Explain>
      </li>
      {!masked && (
        <li className={styles.sign}>
          <svg width={18} height={30} aria-hidden="true">
            <path className={styles.average} d="M9 6v22" />
          </svg>
          <Explain sentence={words.sentence.averaged}>{words.averaged}</Explain>
        </li>
      )}
      <li className={styles.sign}>
        <svg width={18} height={30} aria-hidden="true">
          <path className={styles.barLine} d="M9 6v22" />
        </svg>
        <Explain sentence={words.sentence.closed}>{words.closed}</Explain>
      </li>
      <li className={styles.sign}>
        <svg width={22} height={30} aria-hidden="true">
          <Repeat x={10} y={19} />
        </svg>
        <Explain sentence={words.sentence.repeat}>{words.repeat}</Explain>
      </li>
    </ul>
  )
}
