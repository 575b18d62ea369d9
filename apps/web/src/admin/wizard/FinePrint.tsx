import type { Aggregation, TrainingPlan } from "@tutti/protocol"
import { training as words } from "../../strings/en.study-pages.ts"
import { wizard } from "../../strings/en.wizard.ts"
import { Choice, FieldGroup, Select } from "../../ui/Field.tsx"
import type { DraftProblem } from "./draft.ts"
import { NumberField } from "./NumberField.tsx"
import styles from "./Wizard.module.css"

const explain = wizard.training.explain
const SECOND = 1_000

/** What a first study leaves as it is: what the relay does with updates, and how long it waits for them. */
export function FinePrint({
  plan,
  problems,
  onChange,
}: {
  plan: TrainingPlan
  problems: readonly DraftProblem[]
  onChange: (plan: TrainingPlan) => void
}) {
  const { local, deadlines } = plan
  const set = (change: Partial<TrainingPlan>) => onChange({ ...plan, ...change })
  return (
    <details className={styles.fine}>
      <summary>
        {wizard.training.fine} <span className={styles.quiet}>{wizard.training.fineHint}</span>
      </summary>
      <div className={styles.fineBody}>
        <AggregationFields plan={plan} problems={problems} onChange={set} />
        <ServerStepFields plan={plan} problems={problems} onChange={set} />
        <ClipFields plan={plan} problems={problems} onChange={onChange} />
        <div className={styles.fields}>
          <NumberField
            label={words.proximal}
            explain={explain.proximal}
            value={local.proximal}
            problems={problems}
            path={["training", "local", "proximal"]}
            onChange={(proximal) => set({ local: { ...local, proximal } })}
          />
          <NumberField
            label={words.seed}
            explain={explain.seed}
            value={plan.seed}
            problems={problems}
            path={["training", "seed"]}
            onChange={(seed) => set({ seed })}
          />
        </div>
        <FieldGroup legend={words.deadlines.label}>
          <p className={styles.quiet}>{explain.deadlines}</p>
          <div className={styles.fields}>
            {(["first", "min", "max"] as const).map((which) => (
              <NumberField
                key={which}
                label={words.deadlines[which]}
                unit="s"
                factor={SECOND}
                value={deadlines[`${which}Ms`]}
                problems={problems}
                path={["training", "deadlines", `${which}Ms`]}
                onChange={(ms) => set({ deadlines: { ...deadlines, [`${which}Ms`]: ms } })}
              />
            ))}
          </div>
        </FieldGroup>
      </div>
    </details>
  )
}

type Part = {
  plan: TrainingPlan
  problems: readonly DraftProblem[]
  onChange: (change: Partial<TrainingPlan>) => void
}

/** What each way to average begins with. */
const AGGREGATIONS: Record<Aggregation["kind"], Aggregation> = {
  mean: { kind: "mean" },
  "trimmed-mean": { kind: "trimmed-mean", trim: 0.1 },
  "bucketed-median": { kind: "bucketed-median", bucketSize: 2 },
}

function AggregationFields({ plan: { aggregation }, problems, onChange }: Part) {
  return (
    <div className={styles.fields}>
      <Select
        label={words.aggregation.label}
        explain={explain.aggregation}
        value={aggregation.kind}
        onChange={({ target }) => {
          const chosen = Object.values(AGGREGATIONS).find(({ kind }) => kind === target.value)
          if (chosen) onChange({ aggregation: chosen })
        }}
      >
        {Object.values(AGGREGATIONS).map(({ kind }) => (
          <option key={kind} value={kind}>
            {words.aggregation[kind]}
          </option>
        ))}
      </Select>
      {aggregation.kind === "trimmed-mean" && (
        <NumberField
          label={words.trim}
          unit={wizard.training.percent}
          factor={0.01}
          value={aggregation.trim}
          problems={problems}
          path={["training", "aggregation", "trim"]}
          onChange={(trim) => onChange({ aggregation: { ...aggregation, trim } })}
        />
      )}
      {aggregation.kind === "bucketed-median" && (
        <NumberField
          label={words.bucketSize}
          value={aggregation.bucketSize}
          problems={problems}
          path={["training", "aggregation", "bucketSize"]}
          onChange={(bucketSize) => onChange({ aggregation: { ...aggregation, bucketSize } })}
        />
      )}
    </div>
  )
}

function ServerStepFields({ plan: { serverStep }, problems, onChange }: Part) {
  return (
    <div className={styles.fields}>
      <Select
        label={words.serverStep.label}
        explain={explain.serverStep}
        value={serverStep.kind}
        onChange={({ target }) =>
          onChange({
            serverStep: target.value === "adam" ? { kind: "adam", learningRate: 0.01 } : { kind: "average" },
          })
        }
      >
        <option value="average">{words.serverStep.average}</option>
        <option value="adam">{words.serverStep.adam}</option>
      </Select>
      {serverStep.kind === "adam" && (
        <NumberField
          label={words.learningRateField}
          value={serverStep.learningRate}
          problems={problems}
          path={["training", "serverStep", "learningRate"]}
          onChange={(learningRate) => onChange({ serverStep: { kind: "adam", learningRate } })}
        />
      )}
    </div>
  )
}

function ClipFields({
  plan,
  problems,
  onChange,
}: Omit<Part, "onChange"> & { onChange: (plan: TrainingPlan) => void }) {
  const { clipNorm, ...unclipped } = plan
  return (
    <div className={styles.fields}>
      <div>
        <Choice
          type="checkbox"
          label={words.clipNorm}
          hint={explain.clipNorm}
          checked={clipNorm !== undefined}
          onChange={({ target }) => onChange(target.checked ? { ...plan, clipNorm: 1 } : unclipped)}
        />
        {clipNorm !== undefined && (
          <NumberField
            label={words.clipNorm}
            value={clipNorm}
            problems={problems}
            path={["training", "clipNorm"]}
            onChange={(norm) => onChange({ ...plan, clipNorm: norm })}
          />
        )}
      </div>
      <NumberField
        label={words.maxUpdateNorm}
        explain={explain.maxUpdateNorm}
        value={plan.maxUpdateNorm}
        problems={problems}
        path={["training", "maxUpdateNorm"]}
        onChange={(maxUpdateNorm) => onChange({ ...plan, maxUpdateNorm })}
      />
    </div>
  )
}
