import { REFUSALS, type RegressionRunView, type RegressionView } from "@tutti/protocol"
import { isOfAllRows, type RegressionClient } from "@tutti/sdk/regression"
import { useState } from "react"
import { ownerName } from "../../admin/roster-look.ts"
import { shared } from "../../strings/en.regression.ts"
import { admin } from "../../strings/en.regression-admin.ts"
import { Button } from "../../ui/Button.tsx"
import { Dialog, DialogActions } from "../../ui/Dialog.tsx"
import { Notice } from "../../ui/Notice.tsx"
import { Section } from "../../ui/Page.tsx"
import { Wait } from "../../ui/Wait.tsx"
import styles from "./Admin.module.css"
import type { LiveRegression } from "./useRegression.ts"

const words = admin.study

/** The run under way by its step, why the last one ended, and the start of the next. */
export function RunSection({
  view,
  live,
  client,
}: {
  view: RegressionView
  live: LiveRegression
  client: RegressionClient
}) {
  const { state, runs, study, dealer } = view
  const newest = runs.at(-1)
  const isOpen = newest !== undefined && newest.step !== "ended" && newest.step !== "finished"
  if (state === "finished") return null
  const missing = lacking(view)
  return (
    <Section title={words.run}>
      {dealer !== null && <p>{words.dealer[dealer]}</p>}
      {isOpen && <OpenRun run={newest} at={live.at} />}
      {newest?.step === "ended" && <FailedRun run={newest} view={view} />}
      {state !== "stopped" && (
        <div className={styles.actions}>
          {!isOpen && (
            <Button
              look={missing === undefined ? "primary" : "plain"}
              icon="start"
              busy={live.pending}
              disabled={missing !== undefined}
              reason={missing}
              onClick={() => void live.act(() => client.command(study, "start"))}
            >
              {newest === undefined ? words.start : words.again}
            </Button>
          )}
          <StopButton onStop={() => void live.act(() => client.command(study, "stop"))} />
        </div>
      )}
      {missing !== undefined && state !== "stopped" && !isOpen && <p className={styles.quiet}>{missing}</p>}
    </Section>
  )
}

/** Why no run can begin now. */
function lacking({ roster, dealer, owners, spec }: RegressionView): string | undefined {
  const needs = words.startNeeds
  if (roster === null) return needs.roster
  if (dealer === "away") return needs.dealer
  const listed = owners.filter(({ index }) => index !== null)
  const left = listed.filter((one) => one.state === "left")
  const away = listed.filter((one) => one.state === "away")
  if (spec.opening === "coefficients") {
    if (left.length > 0) return needs.left(left.map(ownerName))
    return away.length > 0 ? needs.owners(away.map(ownerName)) : undefined
  }
  const here = listed.length - left.length - away.length
  const fewest = spec.secure.minimumCohort
  return here < fewest ? needs.tooFew(here, fewest) : undefined
}

function OpenRun({ run, at }: { run: RegressionRunView; at: number }) {
  const { step, round, have, need, remainingMs } = run
  const step_ = round === null ? shared.step[step] : `${shared.step[step]}, ${shared.round(round)}`
  return (
    <div role="status">
      <Wait
        sentence={`${step_}: ${words.progress(have, need)}`}
        have={have}
        need={need}
        remainingMs={remainingMs}
        at={at}
        then={remainingMs === null ? undefined : words.progressThen}
      />
    </div>
  )
}

/** Why a run ended: in what column and at whose machine, what to do about it, and that nothing more was opened. */
function FailedRun({
  run: { run, reason, code, party, column },
  view,
}: {
  run: RegressionRunView
  view: RegressionView
}) {
  if (reason === null) return null
  const refusal = code === null ? null : REFUSALS[code]
  const isOfAll = code !== null && isOfAllRows(code)
  const whose = party === null ? undefined : view.owners.find(({ index }) => index === party)
  return (
    <Notice tone="warn" title={words.failed(run, shared.reason[reason])}>
      {refusal !== null && <p>{refusal.what}</p>}
      {party !== null && !isOfAll && (
        <p>{words.who(whose === undefined ? words.unnamed(party + 1) : ownerName(whose))}</p>
      )}
      {column !== null && <p>{words.what(column)}</p>}
      <p>
        {words.nothingMore} {refusal === null ? words.retry : refusal.next}
      </p>
      {code !== null && <code>{code}</code>}
    </Notice>
  )
}

function StopButton({ onStop }: { onStop: () => void }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <Button look="danger" icon="stop" onClick={() => setAsking(true)}>
        {words.stop}
      </Button>
      {asking && (
        <Dialog title={words.stop} onClose={() => setAsking(false)}>
          <p>{words.stopText}</p>
          <DialogActions>
            <Button
              look="danger"
              icon="stop"
              onClick={() => {
                setAsking(false)
                onStop()
              }}
            >
              {words.stop}
            </Button>
            <Button onClick={() => setAsking(false)}>{words.keep}</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
