import { readFile } from "node:fs/promises"
import { webRandom } from "@tutti/crypto"
import { nodeSuite } from "@tutti/crypto/node"
import { ParticipantId } from "@tutti/protocol"
import { invitedTo, joinStudy, memoryRecords, parseInviteLink, TuttiError } from "@tutti/sdk"
import { SMALLEST_PROTECTIVE_COHORT } from "@tutti/secure-aggregation"
import type { OwnerView, SecureOwnerView } from "@tutti/sessions/training"
import { Command } from "commander"
import { CliFailure } from "../failure.ts"
import { keptOwner } from "../kept-owner.ts"

/** `tutti participant`: one owner without a screen, until the study or the regression ends. */
export function participantCommand(): Command {
  return new Command("participant")
    .description("take part in a study with the rows of a CSV file, which stay on this machine")
    .requiredOption("--invite <url>", "the invite link, with everything after the #")
    .requiredOption("--csv <file>", "this owner's rows")
    .option("--label <text>", "shown in the admin's roster", "")
    .option("--keep <folder>", "keep this owner there, so that it can come back after a restart")
    .option("--json", "print the result as JSON")
    .action(run)
}

type ParticipantOptions = { invite: string; csv: string; label: string; keep?: string; json?: true }

async function run({ invite, csv, label, keep, json }: ParticipantOptions): Promise<void> {
  const data = await readFile(csv).catch(() => {
    throw new CliFailure("E_FILE", `Cannot read ${csv}.`)
  })
  const kept = keep === undefined ? undefined : await keptOwner(keep)
  const link = parseInviteLink(invite)
  if (link === null) throw TuttiError.local("E_LINK")
  if ((await invitedTo(link, kept && ParticipantId.parse(kept.identity.participant))) === "regression") {
    const { takePartInRegression } = await import("../regress/take-part.ts")
    return takePartInRegression({ link: invite, data, label, kept, json: json === true })
  }
  const owner = await joinStudy({
    link: invite,
    data,
    label,
    ...(kept && { identity: kept.identity }),
    secure: { random: webRandom, suite: async () => nodeSuite, records: kept?.records ?? memoryRecords() },
  })
  const { spec } = owner
  if (!json) {
    console.log(`Takes part in “${spec.title}”, asked for by ${spec.organiser}.`)
    console.log(`${SENT[spec.mode]} Rows stay here. Ctrl+C leaves the study.`)
  }
  process.once("SIGINT", () => void owner.leave())
  let line = ""
  let safetyNumber = ""
  owner.onView((view) => {
    if (!json && view.secure !== null && view.secure.safetyNumber !== safetyNumber) {
      safetyNumber = view.secure.safetyNumber
      for (const told of secureLines(view.secure)) console.log(told)
    }
    if (json || viewLine(view) === line) return
    line = viewLine(view)
    console.log(line)
  })
  const end = await owner.ended
  owner.close()
  if (end.phase === "refused") throw TuttiError.refused(end.refusal?.code ?? "E_INTERNAL")
  if (json) console.log(JSON.stringify(resultOf(end)))
  else console.log(`${end.own.length} rounds, ${end.bytesOut} bytes sent.`)
}

const SENT = {
  trusted:
    "Sent once: row counts and column sums. Sent in every round: the model after local training and validation scores.",
  secure:
    "Sent under masks, once: row counts and column sums; in every round: what training changed, and scores. The relay opens sums of all owners and nothing else.",
} as const

/** What an owner of a secure study should know when its owners have been fixed. */
function secureLines({
  owners,
  threshold,
  colludersTolerated,
  minimumCohort,
  safetyNumber,
}: SecureOwnerView) {
  return [
    `${threshold} of ${owners} owners must be there to open a sum; the relay together with ${colludersTolerated} of them learns nothing more.`,
    ...(minimumCohort < SMALLEST_PROTECTIVE_COHORT
      ? ["So few owners are a demonstration, not protection."]
      : []),
    `Safety number, to be compared with the admin's: ${safetyNumber}`,
  ]
}

function viewLine({ phase, round, rounds }: OwnerView): string {
  const last = rounds.at(-1)
  const score =
    last?.validationLoss == null
      ? ""
      : `, validation loss ${last.validationLoss.toFixed(4)} in round ${last.round}`
  return `${phase}${round === null ? "" : ` (round ${round})`}${score}`
}

function resultOf({ participant, phase, outcome, own, rounds, bytesOut, bytesIn, secure }: OwnerView) {
  return { participant, phase, outcome, own, rounds, bytesOut, bytesIn, secure }
}
