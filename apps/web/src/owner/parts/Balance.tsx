import { check } from "../../strings/en.owner.ts"
import { formatCount, formatShare } from "../../ui/format.ts"
import { Table } from "../../ui/Table.tsx"
import type { DataScreen } from "../../workers/participant/data-screen.ts"
import styles from "./Balance.module.css"

const words = check.balance

/** How often each answer occurs: figures and a bar for each. */
export function Balance({
  target,
  balance,
}: {
  target: string
  balance: NonNullable<DataScreen["balance"]>
}) {
  const all = balance.reduce((total, { rows }) => total + rows, 0)
  return (
    <Table
      caption={words.caption(target)}
      head={
        <>
          <th scope="col">{words.head.answer}</th>
          <th scope="col" data-number>
            {words.head.rows}
          </th>
          <th scope="col" data-number>
            {words.head.share}
          </th>
          <td />
        </>
      }
    >
      {balance.map(({ value, rows }) => (
        <tr key={value}>
          <th scope="row">{value}</th>
          <td data-number>{formatCount(rows)}</td>
          <td data-number>{formatShare(all === 0 ? null : rows / all)}</td>
          <td className={styles.cell}>
            <span className={styles.bar} style={{ inlineSize: `${all === 0 ? 0 : (100 * rows) / all}%` }} />
          </td>
        </tr>
      ))}
    </Table>
  )
}
