import { readFile } from "node:fs/promises"
import { joinStudy, TuttiError } from "@tutti/sdk"
import type { OwnerView } from "@tutti/sessions/training"
import { Command } from "commander"
import { CliFailure } from "../failure.ts"

/** `tutti participant`: one owner without a screen, until the study ends. */
export function participantCommand(): Command {
  return new Command("participant")
    .description("take part in a study with the rows of a CSV file, which stay on this machine")
    .requiredOption("--invite <url>", "the invite link, with everything after the #")
    .requiredOption("--csv <file>", "this owner's rows")
    .option("--label <text>", "shown in the admin's roster", "")
    .option("--json", "print the result as JSON")
    .action(run)
}

async function run(options: { invite: string; csv: string; label: string; json?: true }): Promise<void> {
  const { invite, csv, label, json } = options
  const data = await readFile(csv).catch(() => {
    throw new CliFailure("E_FILE", `Cannot read ${csv}.`)
  })
  const owner = await joinStudy({ link: invite, data, label })
  const { spec } = owner
  if (!json) {
    console.log(`Takes part in “${spec.title}”, asked for by ${spec.organiser}.`)
    const what = spec.mode === "trusted" ? "its model after local training" : "its masked model"
    console.log(
      `Sent in every round: ${what} and validation scores. Rows stay here. Ctrl+C leaves the study.`,
    )
  }
  process.once("SIGINT", () => void owner.leave())
  let line = ""
  owner.onView((view) => {
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

function viewLine({ phase, round, rounds }: OwnerView): string {
  const last = rounds.at(-1)
  const score =
    last?.validationLoss == null
      ? ""
      : `, validation loss ${last.validationLoss.toFixed(4)} in round ${last.round}`
  return `${phase}${round === null ? "" : ` (round ${round})`}${score}`
}

function resultOf({ participant, phase, outcome, own, rounds, bytesOut, bytesIn }: OwnerView) {
  return { participant, phase, outcome, own, rounds, bytesOut, bytesIn }
}
