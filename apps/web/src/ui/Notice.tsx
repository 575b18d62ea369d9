import { type ReactNode, useId } from "react"
import { ui } from "../strings/en.ts"
import { Icon, type IconName } from "./Icon.tsx"
import styles from "./Notice.module.css"

export type Tone = "good" | "warn" | "bad" | "info"

/** The anatomy of an error: every part answers a question that people ask, in the order they ask it. */
export type ErrorAnatomy = {
  /** What happened. */
  what: string
  /** On whose side, in words: "this tab", "the relay", "one of the owners". */
  side: string
  /** Is my data safe? */
  safe: string
  /** What happens next, or what to do. */
  next: string
  /** The stable code, for support and for search. */
  code: string
}

/** Something to know, set apart by a rule at its side. Errors interrupt a screen reader; the rest waits its turn. */
export function Notice({
  tone = "info",
  title,
  children,
  actions,
}: {
  tone?: Tone
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
}) {
  const titleId = useId()
  const icon: IconName = tone
  return (
    <section
      className={styles.notice}
      data-tone={tone}
      role={tone === "bad" ? "alert" : undefined}
      aria-labelledby={titleId}
    >
      <p className={styles.title} id={titleId}>
        <Icon name={icon} size={18} />
        <span>
          <span className="visually-hidden">{ui.tone[tone]}: </span>
          {title}
        </span>
      </p>
      {children && <div className={styles.body}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </section>
  )
}

/** An error with all its parts. */
export function ErrorNotice({
  error,
  actions,
  tone = "bad",
}: {
  error: ErrorAnatomy
  actions?: ReactNode
  tone?: "bad" | "warn"
}) {
  return (
    <Notice tone={tone} title={error.what} actions={actions}>
      <dl className={styles.anatomy}>
        <dt>{ui.error.side}</dt>
        <dd>{error.side}</dd>
        <dt>{ui.error.safe}</dt>
        <dd>{error.safe}</dd>
        <dt>{ui.error.next}</dt>
        <dd>{error.next}</dd>
        <dt>{ui.error.code}</dt>
        <dd>
          <code>{error.code}</code>
        </dd>
      </dl>
    </Notice>
  )
}
