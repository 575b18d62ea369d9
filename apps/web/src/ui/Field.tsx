import { type ComponentProps, type ReactNode, useId } from "react"
import { ui } from "../strings/en.ts"
import { classes } from "./classes.ts"
import { Explain } from "./Explain.tsx"
import styles from "./Field.module.css"

type Around = {
  label: ReactNode
  hint?: ReactNode
  problem?: string | undefined
  unit?: string | undefined
  /** One sentence about a technical word in the label, behind a question mark. */
  explain?: string | undefined
}

/** A labelled input; hint and problem are read with it. `unit` stands behind the number. */
export function Field({
  label,
  hint,
  problem,
  unit,
  explain,
  className,
  ...input
}: ComponentProps<"input"> & Around) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} explain={explain} className={className}>
      <span className={styles.control}>
        <input {...input} {...described(id, hint, problem)} className={styles.input} />
        {unit && <span className={styles.unit}>{unit}</span>}
      </span>
    </Frame>
  )
}

export function TextArea({
  label,
  hint,
  problem,
  explain,
  className,
  ...input
}: ComponentProps<"textarea"> & Around) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} explain={explain} className={className}>
      <textarea rows={3} {...input} {...described(id, hint, problem)} className={styles.input} />
    </Frame>
  )
}

/** The system's own list: it works by keyboard, by touch and at 320 px, and prints its value. */
export function Select({
  label,
  hint,
  problem,
  explain,
  className,
  children,
  ...input
}: ComponentProps<"select"> & Around) {
  const id = useId()
  return (
    <Frame id={id} label={label} hint={hint} problem={problem} explain={explain} className={className}>
      <select {...input} {...described(id, hint, problem)} className={classes(styles.input, styles.select)}>
        {children}
      </select>
    </Frame>
  )
}

/** A tick box or radio button with its sentence; the whole line is the target. */
export function Choice({
  label,
  hint,
  className,
  ...input
}: ComponentProps<"input"> & Omit<Around, "problem" | "unit" | "explain">) {
  const id = useId()
  return (
    <label className={classes(styles.choice, className)}>
      <input {...input} aria-describedby={hint ? `${id}-hint` : undefined} />
      <span>
        {label}
        {hint && (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
    </label>
  )
}

/** Fields that belong together, under one name. */
export function FieldGroup({ legend, children }: { legend: ReactNode; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{legend}</legend>
      {children}
    </fieldset>
  )
}

function Frame({
  id,
  label,
  hint,
  problem,
  explain,
  className,
  children,
}: Around & { id: string; className?: string | undefined; children: ReactNode }) {
  return (
    <div className={classes(styles.field, className)}>
      <span className={styles.head}>
        <label htmlFor={id} className={styles.label}>
          {label}
        </label>
        {explain && (
          <Explain sentence={explain} label={typeof label === "string" ? ui.whatIs(label) : ui.whatIsThis}>
            ?
          </Explain>
        )}
      </span>
      {children}
      {hint && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
      {problem && (
        <span id={`${id}-problem`} className={styles.problem}>
          {problem}
        </span>
      )}
    </div>
  )
}

function described(id: string, hint: ReactNode, problem: string | undefined) {
  const ids = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ")
  return { id, "aria-describedby": ids || undefined, "aria-invalid": problem ? true : undefined }
}
