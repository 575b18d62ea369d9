import { ImportButton } from "../../admin/study-key/ImportButton.tsx"
import type { Held } from "../../admin/study-key/useHeld.ts"
import { admin } from "../../strings/en.regression-admin.ts"
import { Button } from "../../ui/Button.tsx"
import { download } from "../../ui/download.ts"
import { ErrorNotice, Notice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import styles from "./Admin.module.css"
import { keysFile, type RegressionKeys } from "./regression-keys.ts"

const words = admin.keys

/** Both keys as a file, to be kept outside of this browser. */
export function SaveKeys({ keys, title }: { keys: RegressionKeys; title: string }) {
  return (
    <Section title={words.title}>
      <div className={styles.stack}>
        <p>{words.lead}</p>
        <Button
          icon="key"
          onClick={() => download(words.fileName(title), "application/json", keysFile(keys))}
        >
          {words.save}
        </Button>
        <p className={styles.quiet}>{words.secret}</p>
      </div>
    </Section>
  )
}

/** What this browser cannot do without them, and how to bring them. */
export function MissingKeys({ failure, bring }: Extract<Held<RegressionKeys>, { state: "missing" }>) {
  return (
    <Notice
      tone="warn"
      title={words.missing}
      actions={<ImportButton label={words.choose} onFile={(file) => void bring(file)} />}
    >
      <p>{words.missingText}</p>
      {failure && <ErrorNotice error={failure} />}
    </Notice>
  )
}
