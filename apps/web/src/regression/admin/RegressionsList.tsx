import type { RegressionSummary } from "@tutti/protocol"
import { createRegressionClient } from "@tutti/sdk/regression"
import { useEffect, useState } from "react"
import { Link } from "wouter"
import { useAdmin } from "../../admin/access/admin-context.ts"
import { StudyStateBadge } from "../../admin/StudyStateBadge.tsx"
import { admin } from "../../strings/en.regression-admin.ts"
import { ButtonLink } from "../../ui/Button.tsx"
import { formatCount } from "../../ui/format.ts"
import { type ErrorAnatomy, ErrorNotice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { Table } from "../../ui/Table.tsx"
import styles from "./Admin.module.css"
import { regressionAnatomy } from "./regression-anatomy.ts"

const words = admin.list

/** The relay's regressions, below its training studies. */
export default function RegressionsList() {
  const { token } = useAdmin()
  const [regressions, setRegressions] = useState<readonly RegressionSummary[] | null>(null)
  const [failure, setFailure] = useState<ErrorAnatomy | null>(null)
  useEffect(() => {
    createRegressionClient(location.origin, token)
      .list()
      .then(setRegressions, (error: unknown) => setFailure(regressionAnatomy(error)))
  }, [token])
  return (
    <div className={styles.regressions}>
      <Section
        title={words.title}
        aside={
          <Link href="/admin/regressions/new" asChild>
            <ButtonLink icon="add">{words.create}</ButtonLink>
          </Link>
        }
      >
        {/* A token that is wrong is said once, with the studies. */}
        {failure && failure.code !== "E_TOKEN" && <ErrorNotice error={failure} />}
        {regressions?.length === 0 && <p className={styles.quiet}>{words.none}</p>}
        {regressions !== null && regressions.length > 0 && <Listed regressions={regressions} />}
      </Section>
    </div>
  )
}

function Listed({ regressions }: { regressions: readonly RegressionSummary[] }) {
  const { column } = words
  return (
    <Table
      caption={words.title}
      captionHidden
      head={
        <>
          <th scope="col">{column.title}</th>
          <th scope="col">{column.state}</th>
          <th scope="col">{column.opening}</th>
          <th scope="col" data-number>
            {column.owners}
          </th>
          <th scope="col" data-number>
            {column.runs}
          </th>
        </>
      }
    >
      {regressions.map(({ study, title, state, opening, owners, runs }) => (
        <tr key={study}>
          <th scope="row">
            <Link href={`/admin/regressions/${study}`}>{title}</Link>
          </th>
          <td>
            <StudyStateBadge state={state} />
          </td>
          <td>{words.opening[opening]}</td>
          <td data-number>{formatCount(owners)}</td>
          <td data-number>{formatCount(runs)}</td>
        </tr>
      ))}
    </Table>
  )
}
