import { memo } from "react"
import { part } from "../../strings/en.owner-part.ts"
import { formatBytes, formatCount, formatTime, NO_VALUE } from "../../ui/format.ts"
import { Table } from "../../ui/Table.tsx"
import { LEDGER_KINDS, type Ledger } from "../../workers/participant/ledger.ts"
import styles from "../stages/Stage.module.css"

const words = part.ledger

/** Everything that has left this tab: totals by kind, and the newest messages one by one. */
export const LedgerBook = memo(function LedgerBook({ ledger }: { ledger: Ledger }) {
  if (ledger.messages === 0) return <p>{words.empty}</p>
  return (
    <>
      <p>{words.total(ledger.messages, ledger.bytes)}</p>
      <Table
        caption={words.caption}
        captionHidden
        head={
          <>
            <th scope="col">{words.head.kind}</th>
            <th scope="col" data-number>
              {words.head.messages}
            </th>
            <th scope="col" data-number>
              {words.head.bytes}
            </th>
          </>
        }
      >
        {LEDGER_KINDS.filter((kind) => ledger.totals[kind].messages > 0).map((kind) => (
          <tr key={kind}>
            <th scope="row">{words.kinds[kind]}</th>
            <td data-number>{formatCount(ledger.totals[kind].messages)}</td>
            <td data-number>{formatCount(ledger.totals[kind].bytes)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{words.sum}</th>
          <td data-number>{formatCount(ledger.messages)}</td>
          <td data-number>{formatCount(ledger.bytes)}</td>
        </tr>
      </Table>
      <NewestMessages ledger={ledger} />
    </>
  )
})

function NewestMessages({ ledger }: { ledger: Ledger }) {
  const newest = ledger.newest.toReversed()
  return (
    <details className={styles.disclosure}>
      <summary>{words.newest(newest.length)}</summary>
      <Table
        caption={words.newest(newest.length)}
        captionHidden
        head={
          <>
            <th scope="col">{words.head.time}</th>
            <th scope="col">{words.head.kind}</th>
            <th scope="col" data-number>
              {words.head.round}
            </th>
            <th scope="col" data-number>
              {words.head.bytes}
            </th>
            <th scope="col">{words.head.to}</th>
          </>
        }
      >
        {newest.map(({ what, round, bytes, atMs }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place from the end; two may be equal.
          <tr key={newest.length - index}>
            <td>{formatTime(new Date(atMs).toISOString())}</td>
            <td>{words.kinds[what]}</td>
            <td data-number>{round ?? NO_VALUE}</td>
            <td data-number>{formatBytes(bytes)}</td>
            <td>{words.relay}</td>
          </tr>
        ))}
      </Table>
    </details>
  )
}
