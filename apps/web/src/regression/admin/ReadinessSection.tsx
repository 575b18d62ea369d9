import type { RegressionView } from "@tutti/protocol"
import { columnsOf } from "@tutti/sessions/regression"
import { ownerName } from "../../admin/roster-look.ts"
import { admin } from "../../strings/en.regression-admin.ts"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import { Finding } from "../Finding.tsx"
import styles from "./Admin.module.css"
import { inOrder } from "./in-order.ts"

const words = admin.readiness

/** Columns × owners: one word from each owner's machine for each column, before anything is signed or run. */
export function ReadinessSection({ view: { spec, owners } }: { view: RegressionView }) {
  const told = inOrder(owners).filter(({ findings, state }) => findings !== null && state !== "left")
  if (told.length === 0) return null
  const fitting = told.filter(({ findings }) =>
    findings?.every((finding) => finding === "fits" || finding === "rows-left-out"),
  )
  const unitOf = (name: string) => spec.dataset.units.find((entry) => entry.name === name)?.unit
  return (
    <Section title={words.title}>
      <p className={styles.before}>{words.lead(fitting.length, told.length)}</p>
      <Table
        caption={words.title}
        captionHidden
        head={
          <>
            <th scope="col">{words.column}</th>
            {told.map((owner) => (
              <th key={owner.participant} scope="col">
                {ownerName(owner)}
              </th>
            ))}
          </>
        }
      >
        {columnsOf(spec).map((name, at) => (
          <tr key={name}>
            <th scope="row">
              {name}
              {unitOf(name) !== undefined && <span className={styles.unit}>{unitOf(name)}</span>}
            </th>
            {told.map(({ participant, findings }) => (
              <td key={participant}>
                <Finding finding={findings?.[at] ?? "not-there"} />
              </td>
            ))}
          </tr>
        ))}
      </Table>
      <p className={styles.quiet}>{words.claim}</p>
    </Section>
  )
}
