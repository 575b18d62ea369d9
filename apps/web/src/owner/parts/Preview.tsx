import { check } from "../../strings/en.owner.ts"
import { Table } from "../../ui/Table.tsx"
import type { DataScreen } from "../../workers/participant/data-screen.ts"

const words = check.preview

/** More columns than this are not drawn; the mapping lists them all. */
const SHOWN_COLUMNS = 40

/** The first rows of the file, as they stand there. */
export function Preview({ data }: { data: DataScreen }) {
  const names = data.fileColumns.slice(0, SHOWN_COLUMNS)
  const hidden = data.fileColumns.length - names.length
  return (
    <>
      <Table
        caption={words.caption(data.preview.length)}
        head={
          <>
            <th scope="col" data-number>
              {words.line}
            </th>
            {names.map((name, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a file's column is its place; names may occur twice.
              <th key={position} scope="col">
                {name}
              </th>
            ))}
          </>
        }
      >
        {data.preview.map(({ line, cells }) => (
          <tr key={line}>
            <th scope="row" data-number>
              {line}
            </th>
            {names.map((_, position) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above.
              <td key={position}>{cells[position]}</td>
            ))}
          </tr>
        ))}
      </Table>
      {hidden > 0 && <p>{words.hidden(hidden)}</p>}
    </>
  )
}
