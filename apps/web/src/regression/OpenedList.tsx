import type { RegressionSpec } from "@tutti/protocol"
import type { OpenedValue } from "@tutti/regression"
import { shared } from "../strings/en.regression.ts"
import { formatCount } from "../ui/format.ts"
import { Table } from "../ui/Table.tsx"

const words = shared.opened

/** Everything that a run opens, in its order: how many numbers, how exactly, and who can read them. */
export function OpenedList({
  opens,
  spec: { opening, ownersSeeResult },
  caption,
}: {
  opens: readonly OpenedValue[]
  spec: Pick<RegressionSpec, "opening" | "ownersSeeResult">
  caption: string
}) {
  const readers = words.readers(opening, ownersSeeResult)
  return (
    <Table
      caption={caption}
      captionHidden
      head={
        <>
          <th scope="col">{words.head.name}</th>
          <th scope="col" data-number>
            {words.head.count}
          </th>
          <th scope="col">{words.head.as}</th>
          <th scope="col">{words.head.who}</th>
        </>
      }
    >
      {opens.map(({ name, count, as, bits }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          <td data-number>{formatCount(count)}</td>
          <td>
            {words.as[as]}
            {bits !== null && ` ${words.bits(bits)}`}
          </td>
          <td>{as === "masked" ? words.readersMasked : readers}</td>
        </tr>
      ))}
    </Table>
  )
}
