import { useElapsed } from "./clock.ts"
import { formatAge } from "./format.ts"
import { Icon, type IconName } from "./Icon.tsx"
import styles from "./StateBadge.module.css"

export type StateTone = "quiet" | "active" | "good" | "warn" | "bad"

/** A state as icon, word and, where it matters, the time spent in it. Never by colour alone. */
export function StateBadge({
  icon,
  word,
  tone = "quiet",
  since,
}: {
  icon: IconName
  word: string
  tone?: StateTone
  /** The state's age in ms when it was told, and the moment (of performance.now) at which it was told. */
  since?: { ms: number; at: number } | undefined
}) {
  return (
    <span className={styles.badge} data-tone={tone}>
      <Icon name={icon} size={14} />
      <span className={styles.word}>{word}</span>
      {since && <Age {...since} />}
    </span>
  )
}

function Age({ ms, at }: { ms: number; at: number }) {
  const age = ms + useElapsed(at)
  return <span className={styles.age}>{formatAge(age)}</span>
}
