import type { TrainingPlan } from "@tutti/protocol"
import { training as words } from "../../strings/en.study-pages.ts"
import { wizard } from "../../strings/en.wizard.ts"
import { Choice, FieldGroup, Select } from "../../ui/Field.tsx"
import type { Draft, DraftProblem } from "./draft.ts"
import { FinePrint } from "./FinePrint.tsx"
import { NumberField } from "./NumberField.tsx"
import { stepPath } from "./paths.ts"
import { StepFoot } from "./StepFoot.tsx"
import styles from "./Wizard.module.css"

const SCHEMES = ["parallel", "sequential"] as const

export function TrainingStep({
  draft,
  problems,
  onChange,
}: {
  draft: Draft
  problems: readonly DraftProblem[]
  onChange: (draft: Draft) => void
}) {
  const plan = draft.training
  const { local, quorum } = plan
  const set = (change: Partial<TrainingPlan>) => onChange({ ...draft, training: { ...plan, ...change } })
  const setLocal = (change: Partial<typeof local>) => set({ local: { ...local, ...change } })
  const explain = wizard.training.explain
  return (
    <>
      <h1>{wizard.training.title}</h1>
      <FieldGroup legend={words.scheme.label}>
        {SCHEMES.map((scheme) => (
          <Choice
            key={scheme}
            type="radio"
            name="scheme"
            label={words.scheme[scheme].name}
            hint={words.scheme[scheme].sentence}
            checked={plan.scheme === scheme}
            onChange={() => set({ scheme })}
          />
        ))}
      </FieldGroup>
      <FieldGroup legend={wizard.training.howMany}>
        <div className={styles.fields}>
          <NumberField
            label={words.rounds}
            value={plan.rounds}
            problems={problems}
            path={["training", "rounds"]}
            onChange={(rounds) => set({ rounds })}
          />
          <NumberField
            label={words.epochs}
            explain={explain.epochs}
            value={local.epochs}
            problems={problems}
            path={["training", "local", "epochs"]}
            onChange={(epochs) => setLocal({ epochs })}
          />
          <NumberField
            label={words.batchSize}
            explain={explain.batchSize}
            value={local.batchSize}
            problems={problems}
            path={["training", "local", "batchSize"]}
            onChange={(batchSize) => setLocal({ batchSize })}
          />
        </div>
      </FieldGroup>
      <FieldGroup legend={wizard.training.how}>
        <div className={styles.fields}>
          <Select
            label={words.optimiser.label}
            explain={explain.optimiser}
            value={local.optimiser.kind}
            onChange={({ target }) =>
              setLocal({ optimiser: { ...local.optimiser, kind: target.value === "adam" ? "adam" : "sgd" } })
            }
          >
            <option value="sgd">{words.optimiser.sgd}</option>
            <option value="adam">{words.optimiser.adam}</option>
          </Select>
          <NumberField
            label={words.learningRateField}
            value={local.optimiser.learningRate}
            problems={problems}
            path={["training", "local", "optimiser", "learningRate"]}
            onChange={(learningRate) => setLocal({ optimiser: { ...local.optimiser, learningRate } })}
          />
          <NumberField
            label={words.validationFraction}
            explain={explain.validationFraction}
            unit={wizard.training.percent}
            factor={0.01}
            value={plan.validationFraction}
            problems={problems}
            path={["training", "validationFraction"]}
            onChange={(validationFraction) => set({ validationFraction })}
          />
        </div>
      </FieldGroup>
      <FieldGroup legend={wizard.training.who}>
        <div className={styles.fields}>
          <NumberField
            label={words.quorum.minOwners}
            explain={explain.minOwners}
            value={quorum.minOwners}
            problems={problems}
            path={["training", "quorum", "minOwners"]}
            onChange={(minOwners) => set({ quorum: { ...quorum, minOwners } })}
          />
          <NumberField
            label={words.quorum.fraction}
            explain={explain.fraction}
            unit={wizard.training.percent}
            factor={0.01}
            value={quorum.fraction}
            problems={problems}
            path={["training", "quorum", "fraction"]}
            onChange={(fraction) => set({ quorum: { ...quorum, fraction } })}
          />
        </div>
      </FieldGroup>
      <FinePrint
        plan={plan}
        problems={problems}
        onChange={(changed) => onChange({ ...draft, training: changed })}
      />
      <StepFoot next={stepPath("review")} back={stepPath("model")} />
    </>
  )
}
