import { check } from "../../strings/en.owner.ts"
import { Select } from "../../ui/Field.tsx"
import type { DataScreen } from "../../workers/participant/data-screen.ts"
import { useOwner } from "../OwnerContext.ts"
import { decimalsOf, setDecimals } from "./mapping-changes.ts"
import styles from "./ReadingChoices.module.css"

const words = check.reading
const DECIMALS = ["point", "comma"] as const
const DELIMITERS = [",", ";", "\t", "|"] as const

/** How the file was cut, to be put right by hand. */
export function ReadingChoices({ data }: { data: DataScreen }) {
  const changeReading = useOwner((state) => state.changeReading)
  const changeMapping = useOwner((state) => state.changeMapping)
  const { delimiter, header } = data.reading
  const decimals = decimalsOf(data)
  return (
    <details className={styles.choices}>
      <summary>{words.title}</summary>
      <div className={styles.fields}>
        <Select
          label={words.delimiter}
          value={delimiter}
          onChange={({ target }) => {
            const chosen = DELIMITERS.find((candidate) => candidate === target.value) ?? null
            return changeReading({ delimiter: chosen, header })
          }}
        >
          {DELIMITERS.map((candidate) => (
            <option key={candidate} value={candidate}>
              {words.delimiters[candidate]}
            </option>
          ))}
        </Select>
        <Select
          label={words.header}
          value={header ? "names" : "row"}
          onChange={({ target }) => changeReading({ delimiter, header: target.value === "names" })}
        >
          <option value="names">{words.headers.names}</option>
          <option value="row">{words.headers.row}</option>
        </Select>
        <Select
          label={words.decimal}
          value={decimals}
          onChange={({ target }) => {
            const chosen = DECIMALS.find((candidate) => candidate === target.value)
            if (chosen !== undefined) void changeMapping(setDecimals(data, chosen))
          }}
        >
          {decimals === "mixed" && <option value="mixed">{words.decimals.mixed}</option>}
          {DECIMALS.map((candidate) => (
            <option key={candidate} value={candidate}>
              {words.decimals[candidate]}
            </option>
          ))}
        </Select>
      </div>
    </details>
  )
}
