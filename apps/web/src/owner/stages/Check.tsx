import { landing, check as words } from "../../strings/en.owner.ts"
import { Button } from "../../ui/Button.tsx"
import { Notice } from "../../ui/Notice.tsx"
import { PageHead, Section } from "../../ui/Page.tsx"
import type { DataScreen } from "../../workers/participant/data-screen.ts"
import { useOwner } from "../OwnerContext.ts"
import { Balance } from "../parts/Balance.tsx"
import { FileButton } from "../parts/FileButton.tsx"
import { Findings } from "../parts/Findings.tsx"
import { MappingTable } from "../parts/MappingTable.tsx"
import { Preview } from "../parts/Preview.tsx"
import { ProblemNotice } from "../parts/ProblemNotice.tsx"
import { ReadingChoices } from "../parts/ReadingChoices.tsx"
import { ReadingProgress } from "../parts/ReadingProgress.tsx"
import { Steps } from "../parts/Steps.tsx"
import styles from "./Stage.module.css"

/** Does the file fit, column by column; what is left out and why; nothing on this screen leaves the tab. */
export default function Check() {
  const data = useOwner((state) => state.data)
  const problem = useOwner((state) => state.problem)
  const reading = useOwner((state) => state.reading)
  const choose = useOwner((state) => state.choose)
  if (data === null) return null
  return (
    <>
      <Steps at={2} />
      <PageHead title={words.title} lead={words.lead(nameOf(data), data.rows)} />
      <Verdict data={data} />
      {problem !== null && (
        <div className={styles.notice}>
          <ProblemNotice problem={problem} />
        </div>
      )}
      <div className={styles.actions}>
        <FileButton
          label={words.another}
          disabled={reading !== null}
          onPick={({ file, handle }) => choose({ kind: "file", file, handle })}
        />
      </div>
      {reading !== null && <ReadingProgress reading={reading} />}
      <Section title={words.findings.title}>
        <Findings findings={data.findings} />
      </Section>
      <Section title={words.mapping.title}>
        <Mapped data={data} />
      </Section>
      {data.balance !== null && (
        <Section title={words.balance.title}>
          <Balance target={targetName(data)} balance={data.balance} />
        </Section>
      )}
      <Section title={words.preview.title}>
        <Preview data={data} />
        {data.source.kind === "file" && <ReadingChoices data={data} />}
      </Section>
    </>
  )
}

/** The columns that need a hand; those that were found are behind a click. */
function Mapped({ data }: { data: DataScreen }) {
  const open = data.lines.filter(({ needsHand }) => needsHand)
  const found = data.lines.filter(({ needsHand }) => !needsHand)
  return (
    <>
      {open.length > 0 && <MappingTable data={data} lines={open} />}
      {found.length > 0 && (
        <div className={styles.found}>
          <p>{words.mapping.found(found.length, data.lines.length)}</p>
          <details className={styles.disclosure}>
            <summary>{words.mapping.change}</summary>
            <MappingTable data={data} lines={found} />
          </details>
        </div>
      )}
    </>
  )
}

/** The answer to the question in the title, and the way on. */
function Verdict({ data }: { data: DataScreen }) {
  const readConsent = useOwner((state) => state.readConsent)
  const working = useOwner((state) => state.working)
  const { split, missingColumns, usableRows, rows } = data
  const lost = rows - usableRows
  const blocked =
    split !== null ? undefined : missingColumns.length > 0 ? words.blocked(missingColumns) : words.fitsNot
  return (
    <Notice
      tone={split === null ? "bad" : "good"}
      title={split === null ? words.fitsNot : words.fits(split.training, split.validation)}
      actions={
        <Button
          look="primary"
          icon="forward"
          busy={working}
          disabled={split === null}
          reason={blocked}
          aria-describedby={blocked === undefined ? undefined : "why-not"}
          onClick={readConsent}
        >
          {words.next}
        </Button>
      }
    >
      {blocked !== undefined && missingColumns.length > 0 && <p id="why-not">{blocked}</p>}
      {working && <p role="status">{words.working}</p>}
      {split !== null && lost > 0 && <p>{words.lost(lost, rows)}</p>}
    </Notice>
  )
}

function nameOf({ source }: DataScreen): string {
  return source.kind === "file" ? source.name : landing.choose.samplePart(source.name)
}

function targetName({ lines }: DataScreen): string {
  return lines.find(({ isTarget }) => isTarget)?.column.name ?? ""
}
