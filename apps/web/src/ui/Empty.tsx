import type { ReactNode } from "react"
import styles from "./Empty.module.css"

/** An empty place that teaches: what will stand here, and the one thing to do so that it does. */
export function Empty({
  title,
  children,
  actions,
  picture,
  level = 2,
}: {
  title: string
  children: ReactNode
  actions?: ReactNode
  picture?: ReactNode
  level?: 2 | 3
}) {
  const Heading = level === 2 ? "h2" : "h3"
  return (
    <div className={styles.empty}>
      <div className={styles.words}>
        <Heading>{title}</Heading>
        <div className={styles.text}>{children}</div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {picture && <div className={styles.picture}>{picture}</div>}
    </div>
  )
}
