import { ui } from "../strings/en.ts"
import { useElapsed } from "./clock.ts"
import { formatClock } from "./format.ts"
import { Icon } from "./Icon.tsx"
import styles from "./Wait.module.css"

/**
 * A wait with its subject, its count and its deadline: "Waiting for 2 of 5 owners, gives up in 04:10".
 * `remainingMs` is null while nothing runs out; `at` is the moment (of performance.now) at which it was told.
 */
export function Wait({
  sentence,
  have,
  need,
  remainingMs,
  at,
  then,
}: {
  sentence: string
  have: number
  need: number
  remainingMs: number | null
  at: number
  /** What happens when the time is over. */
  then?: string | undefined
}) {
  return (
    <div className={styles.wait}>
      <p className={styles.sentence}>
        <Icon name="wait" />
        <span>
          {sentence}
          {remainingMs !== null && (
            <>
              {", "}
              <Countdown remainingMs={remainingMs} at={at} />
            </>
          )}
        </span>
      </p>
      {need > 0 && <Progress label={sentence} have={have} need={need} />}
      {then && <p className={styles.then}>{then}</p>}
    </div>
  )
}

function Countdown({ remainingMs, at }: { remainingMs: number; at: number }) {
  const left = remainingMs - useElapsed(at)
  return (
    <span>
      {ui.wait.givesUpIn} <span className={styles.clock}>{formatClock(left)}</span>
    </span>
  )
}

/** How much of something countable is there: one tick per thing while there are few, a bar above. */
export function Progress({ label, have, need }: { label: string; have: number; need: number }) {
  return (
    <div
      className={styles.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={need}
      aria-valuenow={Math.min(have, need)}
    >
      {need <= 24 ? (
        Array.from({ length: need }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a tick is its place.
          <span key={index} className={styles.tick} data-filled={index < have || undefined} />
        ))
      ) : (
        <span className={styles.bar} style={{ inlineSize: `${Math.min(100, (100 * have) / need)}%` }} />
      )}
    </div>
  )
}
