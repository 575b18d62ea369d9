import { owner } from "../../strings/en.inference.ts"
import { Figure, Figures } from "../../ui/Figure.tsx"
import { formatCount, formatShare } from "../../ui/format.ts"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import type { ModelCard } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"

const words = owner.card
const margin = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 2 })

/** What was read of a model, and whether shares can hold it. */
export function ModelFacts({ model }: { model: ModelCard }) {
  const { name, layers, parameters, accuracy, measuredOn, fractionBits, largest, bound, rehearsed } = model
  const { layer, output, weights } = words.head
  return (
    <Section title={words.title}>
      <div className={styles.figures}>
        <Figures label={words.title}>
          <Figure label={words.name} value={name} />
          <Figure label={words.weights} value={formatCount(parameters)} />
          {accuracy !== null && (
            <Figure
              label={words.accuracy}
              value={formatShare(accuracy)}
              note={words.accuracyNote(measuredOn)}
            />
          )}
          <Figure label={words.fraction} value={formatCount(fractionBits)} />
          <Figure
            label={words.margin}
            value={`${margin.format(bound / largest)} ×`}
            note={words.marginNote(largest, bound)}
          />
          <Figure
            label={words.rehearsed}
            value={words.of(rehearsed.same, rehearsed.images)}
            note={words.rehearsedNote}
          />
        </Figures>
      </div>
      <Table
        caption={words.caption}
        captionHidden
        head={
          <>
            <th scope="col">{layer}</th>
            <th scope="col" data-number>
              {output}
            </th>
            <th scope="col" data-number>
              {weights}
            </th>
          </>
        }
      >
        {layers.map((line, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its place; two may be equal.
          <tr key={place}>
            <th scope="row">{words.layer(line)}</th>
            <td data-number>{words.shape(line)}</td>
            <td data-number>{line.parameters === 0 ? "" : formatCount(line.parameters)}</td>
          </tr>
        ))}
      </Table>
    </Section>
  )
}
