import { verifySignature } from "@tutti/crypto"
import type { RegressionView } from "@tutti/protocol"
import { checkParties, hashRegression, safetyNumber } from "@tutti/sessions/regression"
import { useEffect, useState } from "react"
import { admin } from "../../strings/en.regression-admin.ts"
import { safety } from "../../strings/en.secure.ts"
import { ErrorNotice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { SafetyNumber } from "../../ui/SafetyNumber.tsx"
import styles from "./Admin.module.css"

type Found = { kind: "number"; digits: string } | { kind: "forged"; code: string }

/** The number of a closed list, worked out here from what the study key has signed, to be compared by voice. */
export function SafetySection({ view }: { view: RegressionView }) {
  const found = useFound(view)
  if (found === null) return null
  return (
    <Section title={safety.title}>
      {found.kind === "forged" ? (
        <ErrorNotice error={{ ...safety.forged, code: found.code }} />
      ) : (
        <div className={styles.stack}>
          <SafetyNumber digits={found.digits} label={safety.label} />
          <p>{admin.study.safetyLead}</p>
        </div>
      )}
    </Section>
  )
}

function useFound({ spec, roster }: RegressionView): Found | null {
  const [found, setFound] = useState<Found | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each view is a new object; the signature names its roster.
  useEffect(() => {
    let here = true
    if (roster === null) return
    const { studyKey } = spec.secure
    void checkParties(spec, hashRegression(spec), roster, verifySignature).then((checked) => {
      if (!here) return
      setFound(
        checked.ok
          ? { kind: "number", digits: safetyNumber(studyKey, checked.root) }
          : { kind: "forged", code: checked.code },
      )
    })
    return () => {
      here = false
    }
  }, [roster?.signature])
  return found
}
