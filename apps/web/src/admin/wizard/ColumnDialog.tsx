import type { Column } from "@tutti/protocol"
import { type FormEvent, useState } from "react"
import { plan as planWords } from "../../strings/en.study-pages.ts"
import { wizard } from "../../strings/en.wizard.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { Field, Select, TextArea } from "../../ui/Field.tsx"
import { type ColumnForm, columnFrom, formOf } from "./column-form.ts"
import styles from "./Wizard.module.css"

const words = wizard.data.column

/** One column's fine print: unit and range of a number, the values of a category, what to do with gaps. */
export function ColumnDialog({
  column,
  onSave,
  onClose,
}: {
  column: Column
  onSave: (column: Column) => void
  onClose: () => void
}) {
  const [form, setForm] = useState(() => formOf(column))
  const set = (change: Partial<ColumnForm>) => setForm({ ...form, ...change })
  function save(event: FormEvent) {
    event.preventDefault()
    onSave(columnFrom(column, form))
  }
  return (
    <Dialog title={words.title(column.name)} onClose={onClose}>
      <form className={styles.form} onSubmit={save}>
        {column.kind === "numeric" ? (
          <>
            <Field
              label={words.unit}
              hint={words.unitHint}
              maxLength={40}
              value={form.unit}
              onChange={({ target }) => set({ unit: target.value })}
            />
            <div className={styles.fields}>
              <Field
                label={words.min}
                type="number"
                step="any"
                value={form.min}
                onChange={({ target }) => set({ min: target.value })}
              />
              <Field
                label={words.max}
                type="number"
                step="any"
                value={form.max}
                onChange={({ target }) => set({ max: target.value })}
              />
            </div>
            <p className={styles.quiet}>{words.rangeHint}</p>
          </>
        ) : (
          <TextArea
            label={words.categories}
            hint={words.categoriesHint}
            rows={6}
            value={form.values}
            onChange={({ target }) => set({ values: target.value })}
          />
        )}
        <Select
          label={words.missing}
          value={form.missing}
          onChange={({ target }) => set({ missing: target.value })}
        >
          <option value="">{planWords.dropRow}</option>
          {column.kind === "numeric" ? (
            <option value="mean">{planWords.imputeMean}</option>
          ) : (
            form.values
              .split("\n")
              .filter((value) => value !== "")
              .map((value) => (
                <option key={value} value={value}>
                  {planWords.imputeWith(value)}
                </option>
              ))
          )}
        </Select>
        <DialogActions>
          <Button look="primary" type="submit">
            {words.save}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
