import type { StudySpec } from "@tutti/protocol"
import type { StudyKey } from "@tutti/sdk/admin"
import { type ReactNode, useId } from "react"
import { studyKey as words } from "../../strings/en.secure.ts"
import { Button } from "../../ui/Button.tsx"
import { download } from "../../ui/download.ts"
import { ErrorNotice, Notice } from "../../ui/Notice.tsx"
import styles from "./KeyFile.module.css"
import { type HeldKey, useStudyKey } from "./useStudyKey.ts"

/** What needs the study's key, where it is here; where it is not, how to bring it. */
export function KeyFile({ spec, children }: { spec: StudySpec; children: (key: StudyKey) => ReactNode }) {
  const held = useStudyKey(spec)
  if (held.state === "looking") return null
  return held.state === "missing" ? <MissingKey {...held} /> : children(held.key)
}

export function MissingKey({ failure, bring }: Extract<HeldKey, { state: "missing" }>) {
  return (
    <Notice
      tone="warn"
      title={words.missing.title}
      actions={<ImportButton onFile={(file) => void bring(file)} />}
    >
      <p>{words.missing.text}</p>
      {failure && <ErrorNotice error={failure} />}
    </Notice>
  )
}

/** The key as a file, to be kept outside of this browser. */
export function SaveKey({ studyKey, title }: { studyKey: StudyKey; title: string }) {
  return (
    <div className={styles.save}>
      <Button
        icon="key"
        onClick={() => download(words.fileName(title), "application/json", studyKey.toFile())}
      >
        {words.download}
      </Button>
      <p className={styles.quiet}>
        {words.keep} {words.secret}
      </p>
    </div>
  )
}

function ImportButton({ onFile }: { onFile: (file: File) => void }) {
  const id = useId()
  return (
    <span className={styles.import}>
      <label htmlFor={id}>{words.missing.choose}</label>
      <input
        id={id}
        type="file"
        accept=".json,application/json"
        onChange={({ target }) => {
          const [file] = target.files ?? []
          if (file) onFile(file)
          target.value = ""
        }}
      />
    </span>
  )
}
