import { result } from "../../strings/en.owner-part.ts"
import { Button } from "../../ui/Button.tsx"
import { formatShare } from "../../ui/format.ts"
import { Notice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import type { Predictions } from "../../workers/participant/predictions.ts"
import { saveBlob } from "../download.ts"
import { useOwner } from "../OwnerContext.ts"
import styles from "../stages/Stage.module.css"
import { FileButton } from "./FileButton.tsx"
import { ReadingProgress } from "./ReadingProgress.tsx"

const words = result.predict

/** The best model at work on rows that the owner chooses; in this tab. */
export function PredictionDesk() {
  const predicting = useOwner((state) => state.predicting)
  const predictions = useOwner((state) => state.predictions)
  const predict = useOwner((state) => state.predict)
  return (
    <Section title={words.title}>
      <p className={styles.text}>{words.text}</p>
      <div className={styles.actions}>
        <FileButton
          label={words.file}
          disabled={predicting !== null}
          onPick={({ file }) => predict(file, "best")}
        />
      </div>
      {predicting !== null && <ReadingProgress reading={predicting} />}
      {predictions !== null &&
        (predictions.ok ? (
          <Predicted predictions={predictions} />
        ) : (
          <Unfit sentences={predictions.sentences} />
        ))}
    </Section>
  )
}

function Predicted({ predictions }: { predictions: Extract<Predictions, { ok: true }> }) {
  return (
    <div className={styles.notice}>
      <p role="status">{words.done(predictions.rows, predictions.leftOut)}</p>
      <Table
        caption={words.preview}
        head={
          <>
            <th scope="col">{words.line}</th>
            <th scope="col">{words.answer}</th>
            <th scope="col" data-number>
              {words.probability}
            </th>
          </>
        }
      >
        {predictions.preview.map(({ line, answer, probability }) => (
          <tr key={line}>
            <th scope="row">{line}</th>
            <td>{answer}</td>
            <td data-number>{formatShare(probability)}</td>
          </tr>
        ))}
      </Table>
      <div className={styles.actions}>
        <Button icon="download" onClick={() => saveBlob(words.fileName, predictions.csv)}>
          {words.download}
        </Button>
      </div>
    </div>
  )
}

function Unfit({ sentences }: { sentences: readonly string[] }) {
  return (
    <div className={styles.notice}>
      <Notice tone="bad" title={words.unfit}>
        {sentences.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </Notice>
    </div>
  )
}
