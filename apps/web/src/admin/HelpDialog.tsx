import { help as words } from "../strings/en.admin.ts"
import { Dialog } from "../ui/Dialog.tsx"
import { Choice } from "../ui/Field.tsx"
import styles from "./HelpDialog.module.css"
import { enableShortcuts, useShortcutsEnabled } from "./shortcuts.ts"

export function HelpDialog({ onClose }: { onClose: () => void }) {
  const enabled = useShortcutsEnabled()
  return (
    <Dialog title={words.title} onClose={onClose}>
      <h3>{words.keys}</h3>
      <dl className={styles.list}>
        {words.shortcuts.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd className={styles.key}>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Choice
        type="checkbox"
        label={words.enabled}
        hint={words.enabledHint}
        checked={enabled}
        onChange={({ target }) => enableShortcuts(target.checked)}
      />
      <h3>{words.words}</h3>
      <dl className={styles.list}>
        {words.glossary.map(([word, sentence]) => (
          <div key={word}>
            <dt>{word}</dt>
            <dd>{sentence}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
