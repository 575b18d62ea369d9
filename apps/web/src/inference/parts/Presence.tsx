import type { InferenceSeat } from "@tutti/protocol"
import { shared } from "../../strings/en.inference.ts"
import { Icon } from "../../ui/Icon.tsx"
import { Table } from "../../ui/Table.tsx"

const SEATS: readonly InferenceSeat[] = ["owner", "client", "dealer"]
const words = shared.presence

/** Which of the three are at the relay. */
export function Presence({ own, present }: { own: InferenceSeat; present: readonly InferenceSeat[] }) {
  return (
    <Table
      caption={words.title}
      captionHidden
      head={SEATS.map((seat) => (
        <th key={seat} scope="col">
          {shared.seat[seat]}
        </th>
      ))}
    >
      <tr>
        {SEATS.map((seat) => {
          const isHere = present.includes(seat)
          return (
            <td key={seat}>
              <span style={{ display: "inline-flex", gap: "var(--s2)", alignItems: "center" }}>
                <Icon name={isHere ? "good" : "wait"} />
                {isHere ? words.here : words.away}
                {seat === own && `, ${words.you}`}
              </span>
            </td>
          )
        })}
      </tr>
    </Table>
  )
}
