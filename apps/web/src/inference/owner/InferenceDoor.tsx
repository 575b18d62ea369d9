import { Link } from "wouter"
import { owner } from "../../strings/en.inference.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import { Section } from "../../ui/Page.tsx"
import styles from "../Inference.module.css"

const words = owner.door

/** The way from the admin's list to a model that is offered. */
export default function InferenceDoor() {
  return (
    <div className={styles.door}>
      <Section
        title={words.title}
        aside={
          <Link href="/admin/inference" asChild>
            <ButtonLink icon="lock">{words.open}</ButtonLink>
          </Link>
        }
      >
        <p className={styles.quiet}>{words.text}</p>
      </Section>
    </div>
  )
}
