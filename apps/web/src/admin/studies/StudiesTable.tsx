import type { StudyId, StudySummary } from "@tutti/protocol"
import { useState } from "react"
import { Link } from "wouter"
import { studies as words } from "../../strings/en.admin.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { formatCount, formatMoment } from "../../ui/format.ts"
import { Table } from "../../ui/Table.tsx"
import { StudyStateBadge } from "../StudyStateBadge.tsx"

export function StudiesTable({
  studies,
  onRemove,
}: {
  studies: readonly StudySummary[]
  onRemove: (study: StudyId) => Promise<void>
}) {
  const [doomed, setDoomed] = useState<StudySummary | null>(null)
  return (
    <>
      <Table
        caption={words.table}
        captionHidden
        head={
          <>
            <th scope="col">{words.column.title}</th>
            <th scope="col">{words.column.state}</th>
            <th scope="col" data-number>
              {words.column.owners}
            </th>
            <th scope="col" data-number>
              {words.column.rounds}
            </th>
            <th scope="col">{words.column.created}</th>
            <th scope="col">
              <span className="visually-hidden">{words.remove}</span>
            </th>
          </>
        }
      >
        {studies.map((study) => (
          <tr key={study.study}>
            <th scope="row">
              <Link href={`/admin/studies/${study.study}`}>{study.title}</Link>
            </th>
            <td>
              <StudyStateBadge state={study.state} />
            </td>
            <td data-number>{formatCount(study.owners)}</td>
            <td data-number>{words.roundsOf(study.rounds, study.plannedRounds)}</td>
            <td>{formatMoment(study.createdAt)}</td>
            <td data-actions>
              <Button
                look="quiet"
                aria-label={`${words.remove}: ${study.title}`}
                onClick={() => setDoomed(study)}
              >
                {words.remove}
              </Button>
            </td>
          </tr>
        ))}
      </Table>
      {doomed && (
        <Dialog title={words.removeTitle(doomed.title)} onClose={() => setDoomed(null)}>
          <p>{words.removeText}</p>
          <DialogActions>
            <Button
              look="danger"
              onClick={() => {
                setDoomed(null)
                void onRemove(doomed.study)
              }}
            >
              {words.removeYes}
            </Button>
            <Button onClick={() => setDoomed(null)}>{words.keep}</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
