import type { RoundMetrics } from "@tutti/protocol"
import { result as words } from "../../strings/en.study-pages.ts"
import { formatBytes, formatMeasure, formatShare } from "../../ui/format.ts"
import { Icon } from "../../ui/Icon.tsx"
import { Table } from "../../ui/Table.tsx"
import styles from "./Result.module.css"

/** One row per closed round, newest first: the same numbers as the exports. */
export function MetricsTable({
  rounds,
  bestRound,
  number,
}: {
  rounds: readonly RoundMetrics[]
  bestRound: number
  /** The target is a number: there is no accuracy. */
  number: boolean
}) {
  return (
    <Table
      caption={words.rounds}
      captionHidden
      head={
        <>
          <th scope="col">{words.column.round}</th>
          <th scope="col" data-number>
            {words.column.cohort}
          </th>
          <th scope="col" data-number>
            {words.column.trainLoss}
          </th>
          <th scope="col" data-number>
            {words.column.validationLoss}
          </th>
          {!number && (
            <>
              <th scope="col" data-number>
                {words.column.trainAccuracy}
              </th>
              <th scope="col" data-number>
                {words.column.validationAccuracy}
              </th>
            </>
          )}
          <th scope="col" data-number>
            {words.column.seconds}
          </th>
          <th scope="col" data-number>
            {words.column.bytes}
          </th>
        </>
      }
    >
      {rounds.toReversed().map((metrics) => (
        <tr key={metrics.round}>
          <th scope="row">
            {metrics.round}
            {metrics.round === bestRound && (
              <span className={styles.best}>
                <Icon name="good" size={14} /> {words.best}
              </span>
            )}
          </th>
          <td data-number>{words.survivors(metrics.survivors, metrics.cohort)}</td>
          <td data-number>{formatMeasure(metrics.trainLoss)}</td>
          <td data-number>{formatMeasure(metrics.validationLoss)}</td>
          {!number && (
            <>
              <td data-number>{formatShare(metrics.trainAccuracy)}</td>
              <td data-number>{formatShare(metrics.validationAccuracy)}</td>
            </>
          )}
          <td data-number>{metrics.seconds.toFixed(2)}</td>
          <td data-number>{formatBytes(metrics.bytesUpPerOwner)}</td>
        </tr>
      ))}
    </Table>
  )
}
