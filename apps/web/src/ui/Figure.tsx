import type { ReactNode } from "react"
import { classes } from "./classes.ts"
import styles from "./Figure.module.css"

/** A number with its name and its unit, in figures that keep their width while they change. */
export function Figure({
  label,
  value,
  unit,
  note,
  size = "normal",
}: {
  label: ReactNode
  value: ReactNode
  unit?: string | undefined
  note?: ReactNode
  size?: "normal" | "large"
}) {
  return (
    <div className={classes(styles.figure, size === "large" && styles.large)}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>
        {value}
        {unit && <span className={styles.unit}> {unit}</span>}
      </dd>
      {note && <dd className={styles.note}>{note}</dd>}
    </div>
  )
}

/** A row of figures: one description list, so that names and numbers stay together when read aloud. */
export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <dl className={styles.figures} aria-label={label}>
      {children}
    </dl>
  )
}
