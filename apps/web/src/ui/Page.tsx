import { type MouseEvent, type ReactNode, useEffect } from "react"
import { ui } from "../strings/en.ts"
import { classes } from "./classes.ts"
import styles from "./Page.module.css"
import { ThemeSwitch } from "./ThemeSwitch.tsx"
import { Wordmark } from "./Wordmark.tsx"

/** The fragment of these pages holds a secret that a reload needs: the skip link moves the focus and leaves it alone. */
function skip(event: MouseEvent) {
  event.preventDefault()
  document.getElementById("content")?.focus()
}

/**
 * The sheet every screen is printed on: skip link, one line of masthead, the content, a quiet foot.
 * `width` is "reading" for owners (one column) and "sheet" for the admin.
 */
export function Page({
  title,
  width = "reading",
  navigation,
  help,
  children,
}: {
  /** Shown in the browser's tab; the visible heading is the content's. */
  title: string
  width?: "reading" | "sheet"
  navigation?: ReactNode
  help?: ReactNode
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · ${ui.product}`
  }, [title])
  return (
    <div className={classes(styles.page, styles[width])}>
      {/* biome-ignore lint/a11y/useValidAnchor: a link to the content, which only leaves the address as it is. */}
      <a className={styles.skip} href="#content" onClick={skip}>
        {ui.skip}
      </a>
      <header className={styles.masthead}>
        <a href="/" className={styles.mark}>
          <Wordmark />
        </a>
        {navigation && (
          <nav aria-label={ui.navigation} className={styles.navigation}>
            {navigation}
          </nav>
        )}
        <div className={styles.tools}>
          {help}
          <ThemeSwitch />
        </div>
      </header>
      <main id="content" tabIndex={-1} className={styles.content}>
        {children}
      </main>
      <footer className={styles.foot}>
        <p>{ui.foot}</p>
      </footer>
    </div>
  )
}

/** A page's heading with what belongs beside it. */
export function PageHead({
  title,
  lead,
  above,
  actions,
}: {
  title: ReactNode
  lead?: ReactNode
  above?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className={styles.head}>
      <div className={styles.heading}>
        {above && <p className={styles.above}>{above}</p>}
        <h1>{title}</h1>
        {lead && <p className={styles.lead}>{lead}</p>}
      </div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

/** A part of a page under its own heading. */
export function Section({
  title,
  aside,
  children,
}: {
  title: ReactNode
  aside?: ReactNode
  children: ReactNode
}) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
