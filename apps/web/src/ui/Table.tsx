import type { ReactNode } from "react"
import styles from "./Table.module.css"

/**
 * A real table in a frame that scrolls by itself (and takes the keyboard) when it is wider than the page.
 * Cells that hold numbers carry `data-number`, those that hold buttons `data-actions`.
 */
export function Table({
  caption,
  captionHidden = false,
  head,
  children,
}: {
  caption: string
  captionHidden?: boolean
  head: ReactNode
  children: ReactNode
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
    <section className={styles.frame} aria-label={caption} tabIndex={0}>
      <table className={styles.table}>
        <caption className={captionHidden ? "visually-hidden" : styles.caption}>{caption}</caption>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  )
}
