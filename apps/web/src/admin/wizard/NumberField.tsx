import { Field } from "../../ui/Field.tsx"
import { type DraftProblem, problemAt } from "./draft.ts"
import { issueSentence } from "./issue-words.ts"

/** A number of the draft: an empty field is not a number, and the schema says so underneath. */
export function NumberField({
  label,
  explain,
  value,
  onChange,
  unit,
  factor = 1,
  problems,
  path,
}: {
  label: string
  /** One sentence behind the label. */
  explain?: string
  value: number
  onChange: (value: number) => void
  unit?: string
  /** What one unit on the screen is in the draft: 0.01 for per cent, 1000 for seconds kept as ms. */
  factor?: number
  problems: readonly DraftProblem[]
  path: readonly PropertyKey[]
}) {
  // Twelve digits hide what division by a decimal factor adds at the end.
  const shown = Number((value / factor).toPrecision(12))
  return (
    <Field
      label={label}
      explain={explain}
      type="number"
      step="any"
      unit={unit}
      problem={issueSentence(problemAt(problems, path), factor)}
      value={Number.isNaN(value) ? "" : shown}
      onChange={({ target }) => onChange(target.valueAsNumber * factor)}
    />
  )
}
