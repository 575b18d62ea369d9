import { useEffect, useState } from "react"
import { result as words } from "../../strings/en.owner-part.ts"
import { Button } from "../../ui/Button.tsx"
import { Choice, FieldGroup } from "../../ui/Field.tsx"
import { Section } from "../../ui/Page.tsx"
import { saveBlob, saveText } from "../download.ts"
import { useOwner } from "../OwnerContext.ts"
import { LeaveButton } from "../parts/LeaveButton.tsx"
import { ModelComparison } from "../parts/ModelComparison.tsx"
import { PredictionDesk } from "../parts/PredictionDesk.tsx"
import styles from "./Stage.module.css"

/** What an owner gets back: how the model does, the model, predictions, a receipt. */
export function Result() {
  const outcome = useOwner((state) => state.screen?.outcome ?? null)
  const ownRounds = useOwner((state) => state.screen?.ownCounted ?? 0)
  const result = useOwner((state) => state.result)
  const fetchResult = useOwner((state) => state.fetchResult)
  const hasModel = outcome !== null && outcome.bestRound > 0
  useEffect(() => {
    if (hasModel) void fetchResult()
  }, [hasModel, fetchResult])
  if (outcome === null) return null
  return (
    <>
      <div className={styles.now}>
        <h2>{hasModel ? words.title[outcome.kind] : words.title.stopped}</h2>
        <p>{hasModel ? words.lead(ownRounds) : words.noModel}</p>
      </div>
      {hasModel && result === null && <p role="status">{words.fetching}</p>}
      {result !== null && (
        <>
          <Section title={words.compare.title}>
            <ModelComparison result={result} />
          </Section>
          <ModelDownload />
          <PredictionDesk />
        </>
      )}
      <Receipt />
    </>
  )
}

function ModelDownload() {
  const modelFiles = useOwner((state) => state.modelFiles)
  const [which, setWhich] = useState<"best" | "last">("best")
  async function save(part: "json" | "weights") {
    const files = await modelFiles(which)
    if (files !== null) saveBlob(part === "json" ? words.model.json : words.model.weights, files[part])
  }
  return (
    <Section title={words.model.title}>
      <p className={styles.text}>{words.model.text}</p>
      <div className={styles.which}>
        <FieldGroup legend={words.model.which}>
          {(["best", "last"] as const).map((candidate) => (
            <Choice
              key={candidate}
              type="radio"
              name="which"
              label={words.model.names[candidate]}
              checked={which === candidate}
              onChange={() => setWhich(candidate)}
            />
          ))}
        </FieldGroup>
      </div>
      <div className={styles.actions}>
        <Button icon="download" onClick={() => save("json")}>
          {words.model.json}
        </Button>
        <Button icon="download" onClick={() => save("weights")}>
          {words.model.weights}
        </Button>
      </div>
    </Section>
  )
}

function Receipt() {
  const writeReceipt = useOwner((state) => state.writeReceipt)
  async function save() {
    const receipt = await writeReceipt()
    if (receipt !== null) saveText(words.receipt.fileName, receipt)
  }
  return (
    <Section title={words.receipt.title}>
      <p className={styles.text}>{words.receipt.text}</p>
      <div className={styles.actions}>
        <Button icon="download" onClick={save}>
          {words.receipt.download}
        </Button>
      </div>
      <p className={styles.forget}>{words.forget.text}</p>
      <LeaveButton label={words.forget.action} />
    </Section>
  )
}
