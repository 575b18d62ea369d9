import { check } from "../../strings/en.owner.ts"
import { Icon } from "../../ui/Icon.tsx"
import type { Finding } from "../../workers/participant/data-screen.ts"
import styles from "./Findings.module.css"

const words = check.findings
const icons = { error: "bad", warning: "warn", note: "info" } as const
const order = ["error", "warning", "note"]

/** What the check found, errors first, each with its lines; cells are shown here and nowhere else. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  if (findings.length === 0) return <p>{words.none}</p>
  const ordered = findings.toSorted((one, other) => rank(one) - rank(other))
  return (
    <ul className={styles.list}>
      {ordered.map((finding) => (
        <li key={`${finding.code} ${finding.column}`} data-severity={finding.severity}>
          <Icon name={icons[finding.severity]} size={18} />
          <div>
            <p>
              <span className="visually-hidden">{words.severity[finding.severity]}: </span>
              {finding.sentence}
            </p>
            {finding.cells !== "" && (
              <p className={styles.cells}>
                {words.cells} {finding.cells}
              </p>
            )}
            <p className={styles.code}>{finding.code}</p>
          </div>
        </li>
      ))}
    </ul>
  )
}

const rank = ({ severity }: Finding) => order.indexOf(severity)
