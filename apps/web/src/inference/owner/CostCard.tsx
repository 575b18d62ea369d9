import { owner, shared } from "../../strings/en.inference.ts"
import { formatBytes, formatCount } from "../../ui/format.ts"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import type { CostEstimate } from "../../workers/inference/api.ts"
import styles from "../Inference.module.css"

const words = owner.cost

/** Rounds, bytes and time of one image alone and of one among many, before anybody has been asked. */
export function CostCard({ cost }: { cost: CostEstimate }) {
  const { single, many, rttMs, singleMs, manyMsPerImage } = cost
  const each = (bytes: number) => formatBytes(bytes / many.images)
  const rows = [
    { what: words.time, one: shared.span(singleMs), many: shared.span(manyMsPerImage) },
    {
      what: words.rounds,
      one: formatCount(single.roundsPerBatch),
      many: formatCount(many.roundsPerBatch),
    },
    { what: words.online, one: formatBytes(single.onlineBytes), many: each(many.onlineBytes) },
    { what: words.weights, one: formatBytes(single.weightBytes), many: each(many.weightBytes) },
    { what: words.dealer, one: formatBytes(single.dealerBytes), many: each(many.dealerBytes) },
  ]
  return (
    <Section title={words.title}>
      <p className={styles.hint}>{words.lead(rttMs)}</p>
      <Table
        caption={words.caption}
        captionHidden
        head={
          <>
            <th scope="col">{words.head.what}</th>
            <th scope="col" data-number>
              {words.head.single}
            </th>
            <th scope="col" data-number>
              {words.head.many(many.images)}
            </th>
          </>
        }
      >
        {rows.map(({ what, one, many: each }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td data-number>{one}</td>
            <td data-number>{each}</td>
          </tr>
        ))}
      </Table>
    </Section>
  )
}
