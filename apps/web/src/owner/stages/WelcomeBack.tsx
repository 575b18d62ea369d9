import { resumeCard as words } from "../../strings/en.owner.ts"
import { Button } from "../../ui/Button.tsx"
import { NO_VALUE } from "../../ui/format.ts"
import { Notice } from "../../ui/Notice.tsx"
import { PageHead } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import type { KeptData } from "../../workers/participant/resume.ts"
import type { TermChange } from "../../workers/participant/term-changes.ts"
import { mayReadAgain } from "../file-access.ts"
import { useOwner } from "../OwnerContext.ts"
import { FileButton } from "../parts/FileButton.tsx"
import { LeaveButton } from "../parts/LeaveButton.tsx"
import { ProblemNotice } from "../parts/ProblemNotice.tsx"
import { ReadingProgress } from "../parts/ReadingProgress.tsx"
import styles from "./Stage.module.css"

/** One card for an owner who was here before: Continue or Leave. */
export default function WelcomeBack() {
  const opened = useOwner((state) => state.opened)
  const reading = useOwner((state) => state.reading)
  const problem = useOwner((state) => state.problem)
  const startOver = useOwner((state) => state.startOver)
  if (opened === null) return null
  const { card, resumption, changes } = opened
  return (
    <>
      <PageHead above={card.spec.organiser} title={card.spec.title} />
      {resumption.kind === "changed" && (
        <Notice
          tone="warn"
          title={words.changedTitle}
          actions={
            <>
              <Button look="primary" onClick={startOver}>
                {words.changedRead}
              </Button>
              <LeaveButton />
            </>
          }
        >
          <p>{words.changed}</p>
          <Changes changes={changes} />
        </Notice>
      )}
      {resumption.kind === "continue" && (
        <Notice title={words.title} actions={<Continue />}>
          <p>{resumption.round === null ? words.noRound : words.inRound(resumption.round)}</p>
          <p>{words.lost}</p>
          <p>{dataSentence(resumption.data)}</p>
        </Notice>
      )}
      {resumption.kind === "ended" && (
        <Notice tone="good" title={words.endedTitle} actions={<Continue />}>
          <p>{words.ended}</p>
        </Notice>
      )}
      {reading !== null && <ReadingProgress reading={reading} />}
      {problem !== null && (
        <div className={styles.notice}>
          <ProblemNotice problem={problem} />
        </div>
      )}
    </>
  )
}

function Continue() {
  const resumption = useOwner((state) => state.opened?.resumption)
  const joining = useOwner((state) => state.joining)
  const continueWith = useOwner((state) => state.continueWith)
  if (resumption?.kind !== "continue" && resumption?.kind !== "ended") return null
  const { kind, data } = resumption
  const label = kind === "ended" ? words.endedGo : words.go
  async function withHandle(handle: FileSystemFileHandle) {
    await mayReadAgain(handle)
    await continueWith(null)
  }
  return (
    <>
      {kind === "continue" && data.kind === "pick" ? (
        <FileButton
          look="primary"
          label={words.goWithFile}
          disabled={joining}
          onPick={({ file }) => continueWith(file)}
        />
      ) : (
        <Button
          look="primary"
          icon="forward"
          busy={joining}
          onClick={() => (data.kind === "handle" ? withHandle(data.handle) : continueWith(null))}
        >
          {label}
        </Button>
      )}
      <LeaveButton />
    </>
  )
}

function dataSentence(data: KeptData): string {
  switch (data.kind) {
    case "sample":
      return words.sample
    case "handle":
      return words.permission(data.name)
    case "pick":
      return words.sameFile(data.name)
  }
}

function Changes({ changes }: { changes: readonly TermChange[] }) {
  return (
    <Table
      caption={words.changed}
      captionHidden
      head={
        <>
          <th scope="col">{words.changedHead.term}</th>
          <th scope="col">{words.changedHead.before}</th>
          <th scope="col">{words.changedHead.now}</th>
        </>
      }
    >
      {changes.map(({ term, before, now }) => (
        <tr key={term}>
          <th scope="row">{term}</th>
          <td>{before ?? NO_VALUE}</td>
          <td>{now ?? NO_VALUE}</td>
        </tr>
      ))}
    </Table>
  )
}
