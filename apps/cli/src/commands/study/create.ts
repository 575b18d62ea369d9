import type { StudySpec } from "@tutti/protocol"
import { creditApprovalStudy, type StudyOverrides } from "@tutti/sdk/templates"
import { type Command, Option } from "commander"
import { CliFailure } from "../../failure.ts"
import { wholeNumber } from "../../options.ts"
import { chooseStudy, type StudyChoice } from "../../study-choice.ts"
import { adminCommand, type Connection, clientOf, printResult } from "./connection.ts"

type Wording = { title?: string; organiser?: string; purpose?: string; rounds?: number }

export function createCommand(): Command {
  return adminCommand("create", "create a study from a template, or from the columns of a CSV file")
    .addOption(new Option("--template <name>", "a study that is ready to run").choices(["credit-approval"]))
    .option("--csv <file>", "a file whose columns every owner's file has; none of its rows is sent")
    .option("--target <column>", "the column of that file to predict")
    .option("--title <text>", "what owners read first")
    .option("--organiser <text>", "who asks")
    .option("--purpose <text>", "what for")
    .option("--rounds <count>", "rounds to train", wholeNumber(1, 10_000))
    .action(async (options: Connection & Partial<StudyChoice> & Wording) => {
      const created = await clientOf(options).createStudy(await specOf(options))
      printResult(options.json, created, [`Created study ${created.study}.`])
    })
}

async function specOf({
  csv,
  template,
  target,
  ...wording
}: Partial<StudyChoice> & Wording): Promise<StudySpec> {
  const overrides = overridesOf(wording)
  if (csv !== undefined)
    return (await chooseStudy({ csv, ...(template && { template }), ...(target && { target }) }, overrides))
      .spec
  if (template === undefined) throw new CliFailure("E_USAGE", "Give --template, or --csv and --target.")
  return creditApprovalStudy(overrides)
}

function overridesOf({ title, organiser, purpose, rounds }: Wording): StudyOverrides {
  return {
    ...(title === undefined ? {} : { title }),
    ...(organiser === undefined ? {} : { organiser }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(rounds === undefined ? {} : { training: { rounds } }),
  }
}
