import type { RegressionDesign } from "@tutti/protocol"
import { canHaveTwin, type RegressionTable, type Twin } from "@tutti/regression"
import { useState } from "react"
import { admin } from "../../strings/en.regression-admin.ts"
import { Button } from "../../ui/Button.tsx"
import { Notice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import { twinInWorker } from "../../workers/twin.ts"
import styles from "./Admin.module.css"

const words = admin.twin
/** Whoever looks again sees the same rows made up. */
const SEED = 1
/** Below it nothing that is printed differs. */
const CLOSE = 1e-5

type Found = "not-asked" | "working" | "failed" | Twin

/** On request: the table beside the one of made-up rows that have it, after the same arithmetic. */
export function TwinSection({ design, table }: { design: RegressionDesign; table: RegressionTable }) {
  const [found, setFound] = useState<Found>("not-asked")
  if (!canHaveTwin(design, table)) return null
  async function compare() {
    setFound("working")
    setFound((await twinInWorker(table, SEED)) ?? "failed")
  }
  return (
    <div className={styles.screenOnly}>
      <Section title={words.title}>
        <div className={styles.stack}>
          <p>{words.lead(table.n)}</p>
          <p className={styles.quiet}>{words.not}</p>
          {typeof found === "string" && (
            <Button busy={found === "working"} onClick={() => void compare()}>
              {words.compare}
            </Button>
          )}
          {found === "working" && <p role="status">{words.working}</p>}
          {found === "failed" && <Notice tone="warn" title={words.failed} />}
        </div>
        {typeof found !== "string" && <Compared twin={found} />}
      </Section>
    </div>
  )
}

function Compared({ twin: { terms, sigma, twinSigma, farthestCoef, farthestError } }: { twin: Twin }) {
  const isClose = farthestCoef < CLOSE && farthestError < CLOSE
  const { head } = words
  return (
    <div className={styles.compared}>
      <Notice tone={isClose ? "good" : "bad"} title={isClose ? words.close : words.far}>
        <p>{words.farthest(farthestCoef.toExponential(1), farthestError.toExponential(1))}</p>
      </Notice>
      <Table
        caption={words.title}
        captionHidden
        head={
          <>
            <th scope="col">{head.term}</th>
            {[head.coef, head.twinCoef, head.offset, head.stdErr, head.twinStdErr].map((name) => (
              <th key={name} scope="col" data-number>
                {name}
              </th>
            ))}
          </>
        }
      >
        {terms.map(({ name, coef, twinCoef, stdErr, twinStdErr }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td data-number>{coef.toPrecision(7)}</td>
            <td data-number>{twinCoef.toPrecision(7)}</td>
            <td data-number>{((twinCoef - coef) / stdErr).toExponential(1)}</td>
            <td data-number>{stdErr.toPrecision(7)}</td>
            <td data-number>{twinStdErr.toPrecision(7)}</td>
          </tr>
        ))}
        <tr>
          <th scope="row">{words.sigma}</th>
          <td />
          <td />
          <td />
          <td data-number>{sigma.toPrecision(7)}</td>
          <td data-number>{twinSigma.toPrecision(7)}</td>
        </tr>
      </Table>
    </div>
  )
}
