import type { ReactNode } from "react"
import { Link } from "wouter"
import { wizard as words } from "../../strings/en.wizard.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import styles from "./Wizard.module.css"

/** On to the next step and back, in the same place on each; `primary` stands where a step ends otherwise. */
export function StepFoot({ next, back, primary }: { next?: string; back: string; primary?: ReactNode }) {
  return (
    <div className={styles.foot}>
      {primary}
      {next && (
        <Link href={next} asChild>
          <ButtonLink look="primary">{words.next}</ButtonLink>
        </Link>
      )}
      <Link href={back} asChild>
        <ButtonLink look="quiet">{words.back}</ButtonLink>
      </Link>
    </div>
  )
}
