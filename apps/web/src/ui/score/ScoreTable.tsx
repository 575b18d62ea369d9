import { score as words } from "../../strings/en.drawings.ts"
import { formatSpan, NO_VALUE } from "../format.ts"
import { Table } from "../Table.tsx"
import { type NotePhase, type PlayedBar, phaseSpans } from "./played.ts"

const PHASES: readonly NotePhase[] = ["train", "upload", "evaluate", "wait"]
const MASKED_PHASES: readonly NotePhase[] = ["train", "mask", "unmask", "wait"]

/** The newest round of the score in words and numbers. */
export function ScoreTable({
  bars,
  parts,
  masked,
}: {
  bars: readonly PlayedBar[]
  parts: readonly { id: string; text: string }[]
  /** The study adds up under masks. */
  masked: boolean
}) {
  const phases = masked ? MASKED_PHASES : PHASES
  const bar = bars.findLast(({ notes }) => notes !== null)
  if (!bar) return <p>{words.nothingYet}</p>
  return (
    <Table
      caption={words.tableOf(bar.round, formatSpan(bar.lengthMs))}
      head={
        <>
          <th scope="col">{words.part}</th>
          {phases.map((phase) => (
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
            {phases.map((phase) => (
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
