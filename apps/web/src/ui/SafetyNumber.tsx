import { Fragment } from "react"
import styles from "./SafetyNumber.module.css"

/** Sixty digits in twelve groups, as large as people read them to each other. @param digits "12345 67890 …" */
export function SafetyNumber({ digits, label }: { digits: string; label: string }) {
  return (
    <output className={styles.number} aria-label={label} translate="no">
      {digits.split(" ").map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place; two may be equal.
        <Fragment key={index}>
          {index > 0 && " "}
          <span>{group}</span>
        </Fragment>
      ))}
    </output>
  )
}
