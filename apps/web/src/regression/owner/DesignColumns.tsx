import type { RegressionColumn, RegressionSpec } from "@tutti/protocol"
import { owner } from "../../strings/en.regression.ts"
import { Table } from "../../ui/Table.tsx"

const words = owner.columns

/** What the study declares of every column; each cell of the file is held against it, in the owner's tab. */
export function DesignColumns({ spec: { design, dataset } }: { spec: RegressionSpec }) {
  const { features, target, weight } = design
  const unitOf = (name: string) => dataset.units.find((entry) => entry.name === name)?.unit ?? ""
  const line = ({ name, bound, encoding }: RegressionColumn, role: string) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      <td>{role}</td>
      <td>{words.range(bound)}</td>
      <td>{encoding.kind === "decimal" ? encoding.digits : words.rounded}</td>
      <td>{unitOf(name)}</td>
    </tr>
  )
  return (
    <Table
      caption={words.caption}
      captionHidden
      head={
        <>
          <th scope="col">{words.head.name}</th>
          <th scope="col">{words.head.role}</th>
          <th scope="col">{words.head.bound}</th>
          <th scope="col">{words.head.digits}</th>
          <th scope="col">{words.head.unit}</th>
        </>
      }
    >
      {features.map((column) => line(column, words.feature))}
      {line(target, words.target)}
      {weight !== null && (
        <tr>
          <th scope="row">{weight.name}</th>
          <td>{words.weight}</td>
          <td>{words.weights(weight.largest)}</td>
          <td>0</td>
          <td />
        </tr>
      )}
    </Table>
  )
}
