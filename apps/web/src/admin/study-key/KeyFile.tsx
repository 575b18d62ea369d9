import type { StudySpec } from "@tutti/protocol"
import type { StudyKey } from "@tutti/sdk/admin"
import type { ReactNode } from "react"
import { studyKey as words } from "../../strings/en.secure.ts"
import { Button } from "../../ui/Button.tsx"
import { download } from "../../ui/download.ts"
import { ErrorNotice, Notice } from "../../ui/Notice.tsx"
import { ImportButton } from "./ImportButton.tsx"
import styles from "./KeyFile.module.css"
import type { Held } from "./useHeld.ts"
import { useStudyKey } from "./useStudyKey.ts"

/** What needs the study's key, where it is here; where it is not, how to bring it. */
export function KeyFile({ spec, children }: { spec: StudySpec; children: (key: StudyKey) => ReactNode }) {
  const held = useStudyKey(spec)
  if (held.state === "looking") return null
  return held.state === "missing" ? <MissingKey {...held} /> : children(held.kept)
}

export function MissingKey({ failure, bring }: Extract<Held<StudyKey>, { state: "missing" }>) {
  return (
    <Notice
      tone="warn"
      title={words.missing.title}
      actions={<ImportButton label={words.missing.choose} onFile={(file) => void bring(file)} />}
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
