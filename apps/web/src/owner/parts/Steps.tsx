import { steps as words } from "../../strings/en.owner.ts"
import styles from "./Steps.module.css"

/** How far the owner is: five notes on a line, the present one named. It is read, not operated. */
export function Steps({ at }: { at: 1 | 2 | 3 | 4 | 5 }) {
  const name = words.names[at - 1] ?? ""
  return (
    <div className={styles.steps}>
      <p className="visually-hidden">{words.at(at, words.names.length, name)}</p>
      <ol className={styles.line} aria-hidden="true">
        {words.names.map((step, index) => (
          <li key={step} data-state={index + 1 < at ? "done" : index + 1 === at ? "now" : "ahead"}>
            <span className={styles.note} />
            <span className={styles.name}>{step}</span>
          </li>
        ))}
      </ol>
    </div>
  )
}
