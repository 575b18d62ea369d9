import { parameterCount } from "@tutti/learning"
import { Activation, type Layer } from "@tutti/protocol"
import { plan as planWords } from "../../strings/en.study-pages.ts"
import { wizard } from "../../strings/en.wizard.ts"
import { Button } from "../../ui/Button.tsx"
import { Choice, FieldGroup, Select } from "../../ui/Field.tsx"
import { formatBytes, formatCount } from "../../ui/format.ts"
import { Notice } from "../../ui/Notice.tsx"
import {
  type Draft,
  type DraftProblem,
  hiddenLayers,
  type NetworkName,
  networkName,
  stepOf,
  withHiddenLayers,
  withNetwork,
} from "./draft.ts"
import { issueSentence } from "./issue-words.ts"
import { NumberField } from "./NumberField.tsx"
import { stepPath } from "./paths.ts"
import { StepFoot } from "./StepFoot.tsx"
import styles from "./Wizard.module.css"

const words = wizard.model
const NAMES: readonly NetworkName[] = ["regression", "small", "credit", "own"]

export function ModelStep({
  draft,
  problems,
  onChange,
}: {
  draft: Draft
  problems: readonly DraftProblem[]
  onChange: (draft: Draft) => void
}) {
  const { model, dataset } = draft
  const chosen = networkName(model)
  const mine = problems.filter((problem) => stepOf(problem) === "model")
  const outputs = model.layers.at(-1)
  return (
    <>
      <h1>{words.title}</h1>
      <FieldGroup legend={<span className="visually-hidden">{words.title}</span>}>
        {NAMES.map((name) => {
          const [title, sentence] =
            name === "regression" ? words.regression[dataset.target.kind] : words[name]
          return (
            <Choice
              key={name}
              type="radio"
              name="network"
              label={title}
              hint={sentence}
              checked={name === chosen}
              onChange={() =>
                onChange(
                  name === "own"
                    ? withHiddenLayers(draft, [{ kind: "dense", units: 16, activation: "relu" }])
                    : withNetwork(draft, name),
                )
              }
            />
          )
        })}
      </FieldGroup>
      {chosen === "own" && (
        <LayerList
          layers={hiddenLayers(model)}
          problems={problems}
          onChange={(layers) => onChange(withHiddenLayers(draft, layers))}
        />
      )}
      {outputs?.kind === "dense" && (
        <p className={styles.quiet}>{words.output(outputs.units, planWords.loss[model.loss])}</p>
      )}
      {mine.length > 0 ? (
        mine
          .filter(({ path }) => path.length < 4)
          .map(({ issue, path }) => <Notice key={path.join()} tone="bad" title={issueSentence(issue)} />)
      ) : (
        <p>
          {words.size}:{" "}
          {planWords.weights(formatCount(parameterCount(model)), formatBytes(4 * parameterCount(model)))}
        </p>
      )}
      <StepFoot next={stepPath("training")} back={stepPath("data")} />
    </>
  )
}

/** Hidden layers in their order; units and rates are checked by the study's own schema. */
function LayerList({
  layers,
  problems,
  onChange,
}: {
  layers: readonly Layer[]
  problems: readonly DraftProblem[]
  onChange: (layers: Layer[]) => void
}) {
  const replace = (index: number, layer: Layer) => onChange(layers.with(index, layer))
  return (
    <FieldGroup legend={words.layers}>
      <ol className={styles.layers}>
        {layers.map((layer, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its place.
          <li key={index}>
            <fieldset className={styles.layer}>
              <legend>{words.layerName(index + 1)}</legend>
              {layer.kind === "dense" ? (
                <>
                  <NumberField
                    label={words.units}
                    value={layer.units}
                    problems={problems}
                    path={["model", "layers", index, "units"]}
                    onChange={(units) => replace(index, { ...layer, units })}
                  />
                  <ActivationSelect
                    value={layer.activation}
                    onChange={(activation) => replace(index, { ...layer, activation })}
                  />
                </>
              ) : (
                <NumberField
                  label={words.rate}
                  unit="%"
                  factor={0.01}
                  value={layer.rate}
                  problems={problems}
                  path={["model", "layers", index, "rate"]}
                  onChange={(rate) => replace(index, { ...layer, rate })}
                />
              )}
              <Button
                look="quiet"
                icon="close"
                aria-label={words.remove(index + 1)}
                onClick={() => onChange(layers.toSpliced(index, 1))}
              >
                {words.removeShort}
              </Button>
            </fieldset>
          </li>
        ))}
      </ol>
      <div className={styles.foot}>
        <Button
          icon="add"
          onClick={() => onChange([...layers, { kind: "dense", units: 16, activation: "relu" }])}
        >
          {words.addDense}
        </Button>
        <Button icon="add" onClick={() => onChange([...layers, { kind: "dropout", rate: 0.2 }])}>
          {words.addDropout}
        </Button>
      </div>
    </FieldGroup>
  )
}

function ActivationSelect({
  value,
  onChange,
}: {
  value: Activation
  onChange: (activation: Activation) => void
}) {
  return (
    <Select
      label={words.activation}
      value={value}
      onChange={({ target }) => onChange(Activation.parse(target.value))}
    >
      {Activation.options.map((activation) => (
        <option key={activation}>{activation}</option>
      ))}
    </Select>
  )
}
