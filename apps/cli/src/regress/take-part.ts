import type { RegressionSpec, RunEndReason } from "@tutti/protocol"
import { openedValues, regressionJson, summaryOf, summaryText } from "@tutti/regression"
import { joinRegressionStudy, regressionFailure } from "@tutti/sdk/regression"
import type { PartyView } from "@tutti/sessions/regression"
import type { KeptOwner } from "../kept-owner.ts"

export type TakingPart = {
  /** The invite link. */
  link: string
  /** A CSV file. */
  data: Uint8Array
  label: string
  kept: KeptOwner | undefined
  json: boolean
}

/** One owner of a regression without a screen, until a run has finished. @throws {TuttiError} when refused for good. */
export async function takePartInRegression({ link, data, label, kept, json }: TakingPart): Promise<void> {
  const owner = await joinRegressionStudy({
    link,
    data,
    label,
    ...(kept && { identity: kept.identity, records: kept.regressions }),
  })
  const say = json ? () => {} : (line: string) => console.log(line)
  for (const line of consentLines(owner.spec)) say(line)
  process.once("SIGINT", () => void owner.leave())
  let said = ""
  let safetyNumber = ""
  let ended = 0
  const look = (view: PartyView) => {
    for (const { run, reason, column } of view.ended.slice(ended))
      say(
        `Run ${run} ended without a result: ${REASON[reason]}${column === undefined ? "" : ` (column ${column})`}.`,
      )
    ended = view.ended.length
    if (view.roster !== null && view.roster.safetyNumber !== safetyNumber) {
      safetyNumber = view.roster.safetyNumber
      say(`Safety number, to be compared with the admin's: ${safetyNumber}`)
    }
    const line = viewLine(view)
    if (line !== said) say(line)
    said = line
  }
  owner.onView(look)
  look(owner.view())
  const end = await owner.ended
  // What was decided last has left before the line is closed.
  await owner.idle()
  owner.close()
  if (end.phase === "refused")
    throw regressionFailure(end.refusal ?? "E_INTERNAL", { column: end.refusedColumn })
  if (json) console.log(JSON.stringify(resultOf(end)))
  else console.log(endText(owner.spec, end))
}

function consentLines({ title, organiser, design, opening }: RegressionSpec): string[] {
  const opened = openedValues(design, opening).flatMap(({ name, as }) => (as === "masked" ? [] : [name]))
  return [
    `Takes part in “${title}”, asked for by ${organiser}.`,
    `Opened over all owners: ${opened.join(", ")}. Rows and sums stay here; what leaves of them is masked. Ctrl+C leaves the study.`,
  ]
}

function viewLine({ phase, run }: PartyView): string {
  if (run === null) return `${phase}.`
  return `${phase}: run ${run.run}, ${run.step}${run.round === null ? "" : ` ${run.round} of 5`}.`
}

const REASON: Record<RunEndReason, string> = {
  "party-gone": "an owner was away",
  "dealer-gone": "the dealer was away",
  deadline: "a deadline passed",
  refused: "a machine refused to go on",
  stopped: "the admin stopped it",
  "relay-restarted": "the relay started anew",
  "too-few-survivors": "too few owners were left",
  "too-few-shares": "too few shares came back",
  "bad-shares": "shares did not fit together",
}

const resultOf = ({ participant, phase, result, ended, bytesOut, bytesIn }: PartyView) => ({
  participant,
  phase,
  run: result?.run ?? null,
  transcript: result?.transcript ?? null,
  table: result === null ? null : regressionJson(result.table),
  ended,
  bytesOut,
  bytesIn,
})

function endText({ design, opening }: RegressionSpec, { result, bytesOut }: PartyView): string {
  const table =
    result === null
      ? "The table is the admin's: this study does not show it to owners."
      : summaryText(summaryOf(design, result.table, opening))
  return `${table}\n${bytesOut} bytes sent.`
}
