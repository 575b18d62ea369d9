import { score as words } from "../../strings/en.drawings.ts"
import { formatSpan, NO_VALUE } from "../format.ts"
import { Table } from "../Table.tsx"
import { type NotePhase, type PlayedBar, phaseSpans } from "./played.ts"

const PHASES: readonly NotePhase[] = ["train", "upload", "evaluate", "wait"]

/** The newest round of the score in words and numbers. */
export function ScoreTable({
  bars,
  parts,
}: {
  bars: readonly PlayedBar[]
  parts: readonly { id: string; text: string }[]
}) {
  const bar = bars.findLast(({ notes }) => notes !== null)
  if (!bar) return <p>{words.nothingYet}</p>
  return (
    <Table
      caption={words.tableOf(bar.round, formatSpan(bar.lengthMs))}
      head={
        <>
          <th scope="col">{words.part}</th>
          {PHASES.map((phase) => (
            <th key={phase} scope="col" data-number>
              {words.phase[phase]}
            </th>
          ))}
          <th scope="col">{words.remark}</th>
        </>
      }
    >
      {parts.map(({ id, text }) => {
        const spans = phaseSpans(bar, id)
        return (
          <tr key={id}>
            <th scope="row">{text}</th>
            {PHASES.map((phase) => (
              <td key={phase} data-number>
                {spans[phase] === undefined ? NO_VALUE : formatSpan(spans[phase])}
              </td>
            ))}
            <td>{remark(bar, id, spans.dropped !== undefined)}</td>
          </tr>
        )
      })}
    </Table>
  )
}

function remark(bar: PlayedBar, part: string, dropped: boolean): string {
  if (dropped) return words.phase.dropped
  return bar.parts.includes(part) ? "" : words.notInRound
}
