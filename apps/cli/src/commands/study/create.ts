import type { StudySpec } from "@tutti/protocol"
import { type AdminClient, parseAdminLink, relayInfo } from "@tutti/sdk"
import { creditApprovalStudy, type StudyOverrides, secureStudy } from "@tutti/sdk/templates"
import { type Command, Option } from "commander"
import { CliFailure } from "../../failure.ts"
import { wholeNumber } from "../../options.ts"
import { chooseStudy, type StudyChoice } from "../../study-choice.ts"
import { madeStudyKey } from "../../study-key-file.ts"
import { adminCommand, type Connection, clientOf, printResult } from "./connection.ts"

type Secure = { studyKey?: string; owners: number }

async function createSecure(
  client: AdminClient,
  spec: StudySpec,
  keyFile: string,
  { relay, owners }: Connection & Secure,
) {
  const key = await madeStudyKey(keyFile)
  const { relayKey } = await relayInfo(parseAdminLink(relay)?.relay ?? relay)
  return client.createStudy(secureStudy(spec, { studyKey: key.publicKey, relayKey, owners }), key)
}

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
    .option(
      "--study-key <file>",
      "make the study secure: sign it with this key, which is made if there is none; keep the file",
    )
    .option("--owners <count>", "owners that a secure study expects", wholeNumber(3, 10_000), 12)
    .action(async (options: Connection & Partial<StudyChoice> & Wording & Secure) => {
      const client = clientOf(options)
      const spec = await specOf(options)
      const created =
        options.studyKey === undefined
          ? await client.createStudy(spec)
          : await createSecure(client, spec, options.studyKey, options)
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
