import { type FormEvent, useState } from "react"
import { useStore } from "zustand"
import { owner } from "../../strings/en.inference.ts"
import { Button } from "../../ui/Button.tsx"
import { Choice, Field, FieldGroup, Select } from "../../ui/Field.tsx"
import { Section } from "../../ui/Page.tsx"
import { Progress } from "../../ui/Wait.tsx"
import type { TrainingChoice } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"
import { InferenceNotice } from "../parts/InferenceNotice.tsx"
import type { OwnerStore } from "./owner-store.ts"

const words = owner.model
const SOURCES = ["bundled", "files", "train"] as const
type Source = (typeof SOURCES)[number]
const ARCHITECTURES = ["mlp-128", "mlp", "network2", "lenet"] as const

/** Where the model comes from. Whatever is chosen is read, measured and rehearsed before anything is signed. */
export function ModelSection({ store }: { store: OwnerStore }) {
  const work = useStore(store, (state) => state.work)
  const problem = useStore(store, ({ model, problem }) => (model === null ? problem : null))
  const { takeBundled, readModel, train } = store.getState()
  const [source, setSource] = useState<Source>("bundled")
  const hints = { bundled: words.bundledHint, files: words.filesHint, train: words.trainHint }
  return (
    <Section title={words.title}>
      <div className={styles.form}>
        <FieldGroup legend={words.source}>
          {SOURCES.map((other) => (
            <Choice
              key={other}
              type="radio"
              name="source"
              label={words[other]}
              hint={hints[other]}
              checked={source === other}
              onChange={() => setSource(other)}
            />
          ))}
        </FieldGroup>
        {source === "bundled" && (
          <Button icon="check" busy={work !== null} onClick={() => void takeBundled()}>
            {words.read}
          </Button>
        )}
        {source === "files" && (
          <FilesForm busy={work !== null} onRead={(files, images) => void readModel(files, images)} />
        )}
        {source === "train" && <TrainForm store={store} onTrain={(choice) => void train(choice)} />}
        {work === "reading" && <p role="status">{words.reading}</p>}
        {problem !== null && <InferenceNotice problem={problem} />}
      </div>
    </Section>
  )
}

function FilesForm({
  busy,
  onRead,
}: {
  busy: boolean
  onRead: (files: readonly File[], images: File | null) => void
}) {
  const [files, setFiles] = useState<readonly File[]>([])
  const [images, setImages] = useState<File | null>(null)
  function submit(event: FormEvent) {
    event.preventDefault()
    onRead(files, images)
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <Field
        label={words.filesLabel}
        type="file"
        multiple
        accept=".json,.bin,application/json"
        onChange={({ target }) => setFiles([...(target.files ?? [])])}
      />
      <Field
        label={words.imagesLabel}
        hint={words.imagesHint}
        type="file"
        onChange={({ target }) => setImages(target.files?.[0] ?? null)}
      />
      <Button
        type="submit"
        icon="check"
        busy={busy}
        disabled={files.length === 0}
        reason={words.missing.files}
      >
        {words.read}
      </Button>
    </form>
  )
}

function TrainForm({ store, onTrain }: { store: OwnerStore; onTrain: (choice: TrainingChoice) => void }) {
  const work = useStore(store, (state) => state.work)
  const epoch = useStore(store, (state) => state.epoch)
  const [architecture, setArchitecture] = useState<(typeof ARCHITECTURES)[number]>("mlp-128")
  const [images, setImages] = useState<File | null>(null)
  const [labels, setLabels] = useState<File | null>(null)
  const [epochs, setEpochs] = useState(4)
  function submit(event: FormEvent) {
    event.preventDefault()
    if (images !== null && labels !== null) onTrain({ architecture, images, labels, epochs })
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      <Select
        label={words.architecture}
        value={architecture}
        onChange={({ target }) =>
          setArchitecture(ARCHITECTURES.find((name) => name === target.value) ?? "mlp-128")
        }
      >
        {ARCHITECTURES.map((name) => (
          <option key={name} value={name}>
            {words.architectures[name]}
          </option>
        ))}
      </Select>
      <Field
        label={words.trainImages}
        type="file"
        onChange={({ target }) => setImages(target.files?.[0] ?? null)}
      />
      <Field
        label={words.trainLabels}
        type="file"
        onChange={({ target }) => setLabels(target.files?.[0] ?? null)}
      />
      <Field
        label={words.epochs}
        type="number"
        min={1}
        max={20}
        value={epochs}
        onChange={({ target }) => setEpochs(Math.min(20, Math.max(1, Math.round(Number(target.value)) || 1)))}
      />
      <Button
        type="submit"
        icon="start"
        busy={work !== null}
        disabled={images === null || labels === null}
        reason={words.missing.train}
      >
        {words.startTraining}
      </Button>
      {work === "training" && (
        <div role="status" className={styles.progress}>
          <p>{epoch === 0 ? words.training : words.epoch(epoch, epochs)}</p>
          <Progress label={words.epoch(epoch, epochs)} have={epoch} need={epochs} />
        </div>
      )}
    </form>
  )
}
