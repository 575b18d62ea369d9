import type { RegressionSummary } from "@tutti/regression"
import styles from "./Regression.module.css"

/** The table as statsmodels prints it: two columns of facts between rules, the terms, the notes. */
export function SummaryTable({
  summary: { title, facts, header, rows, notes },
}: {
  summary: RegressionSummary
}) {
  return (
    <>
      <div className={styles.summary}>
        <p className={styles.title} aria-hidden="true">
          {title}
        </p>
        <div className={styles.facts}>
          {facts.map((column, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: left and right.
            <dl key={place}>
              {column.map(({ label, value }) => [
                <dt key={label}>{label}</dt>,
                <dd key={`${label} value`}>{value}</dd>,
              ])}
            </dl>
          ))}
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard. */}
        <section className={styles.terms} aria-label={title} tabIndex={0}>
          <table>
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <td />
                {header.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, cells }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {cells.map((cell, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place; two may be equal.
                    <td key={place}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
      <ol className={styles.notes}>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ol>
    </>
  )
}
