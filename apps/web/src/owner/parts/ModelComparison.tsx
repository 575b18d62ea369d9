import type { Measurement } from "@tutti/learning"
import { result } from "../../strings/en.owner-part.ts"
import { formatMeasure, formatShare, NO_VALUE } from "../../ui/format.ts"
import { Table } from "../../ui/Table.tsx"
import type { ResultScreen } from "../../workers/participant/result.ts"

const words = result.compare

/** The common models on this owner's rows, and on everybody's. */
export function ModelComparison({ result: { best, last, everybody, measuredOn } }: { result: ResultScreen }) {
  if (best.own === null && everybody === null) return <p>{words.nothing}</p>
  const rows = [
    { name: words.best, round: best.round, measured: best.own },
    { name: words.last, round: last.round, measured: last.own },
  ]
  return (
    <>
      <Table
        caption={measuredOn === "validation" ? words.caption : words.captionTraining}
        head={
          <>
            <th scope="col">{words.head.model}</th>
            <th scope="col" data-number>
              {words.head.round}
            </th>
            <th scope="col" data-number>
              {words.head.accuracy}
            </th>
            <th scope="col" data-number>
              {words.head.loss}
            </th>
          </>
        }
      >
        {rows.map(({ name, round, measured }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td data-number>{round}</td>
            <Measured measured={measured} />
          </tr>
        ))}
        {everybody !== null && (
          <tr>
            <th scope="row">{words.everybody}</th>
            <td data-number>{everybody.round}</td>
            <td data-number>{formatShare(everybody.validationAccuracy ?? everybody.trainAccuracy)}</td>
            <td data-number>{formatMeasure(everybody.validationLoss ?? everybody.trainLoss)}</td>
          </tr>
        )}
      </Table>
      {best.own === null && <p>{words.withoutRows}</p>}
    </>
  )
}

function Measured({ measured }: { measured: Measurement | null }) {
  return (
    <>
      <td data-number>{measured === null ? NO_VALUE : formatShare(measured.accuracy)}</td>
      <td data-number>{formatMeasure(measured?.loss ?? null)}</td>
    </>
  )
}
