import type { ReactNode } from "react"
import { chart as words } from "../../strings/en.drawings.ts"
import { Table } from "../Table.tsx"
import type { PlottedCurve } from "./Plot.tsx"

/** The chart's values in rows, newest first. */
export function CurveTable({
  caption,
  curves,
  rounds,
  format,
}: {
  caption: ReactNode
  curves: readonly PlottedCurve[]
  rounds: readonly number[]
  format: (value: number | null) => string
}) {
  return (
    <Table
      caption={typeof caption === "string" ? caption : words.table}
      captionHidden
      head={
        <>
          <th scope="col">{words.roundColumn}</th>
          {curves.map(({ id, name }) => (
            <th key={id} scope="col" data-number>
              {name}
            </th>
          ))}
        </>
      }
    >
      {rounds.toReversed().map((round) => (
        <tr key={round}>
          <th scope="row">{round}</th>
          {curves.map(({ id, points }) => (
            <td key={id} data-number>
              {format(points.find((point) => point.round === round)?.value ?? null)}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  )
}
