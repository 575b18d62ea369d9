import type { RegressionOpening } from "@tutti/protocol"
import { Command, Option } from "commander"
import { readTable } from "../csv-file.ts"
import { columnList, wholeNumber } from "../options.ts"

type RegressOptions = {
  csv: string
  target: string
  owners: number
  open: RegressionOpening
  features?: string[]
  acceptDetermined?: true
  json?: true
}

/** `tutti regress`: an encrypted linear regression on this machine, over real sockets, from one file. */
export function regressCommand(): Command {
  return new Command("regress")
    .description("run a relay, a dealer and owners on this machine, dealing one CSV file among them")
    .requiredOption("--csv <file>", "the rows of all owners together")
    .requiredOption("--target <column>", "the column to regress on the others")
    .option("--features <columns>", "as rooms,age (default: every other column)", columnList)
    .option("--owners <count>", "how many owners share the rows", wholeNumber(1, 1_000), 4)
    .addOption(
      new Option("--open <what>", "the table alone, or the pooled sums behind it")
        .choices(["coefficients", "aggregate"])
        .default("coefficients"),
    )
    .option("--accept-determined", "also where a correct table of such columns determines the pooled sums")
    .option("--json", "print the result as JSON")
    .action(run)
}

async function run(options: RegressOptions): Promise<void> {
  const { csv, target, features, owners, open: opening, acceptDetermined, json } = options
  const table = await readTable(csv)
  const { regress, regressionLines } = await import("../regress/regress.ts")
  const regressed = await regress({
    table,
    target,
    ...(features && { features }),
    owners,
    opening,
    acceptsDetermined: acceptDetermined === true,
  })
  console.log(json ? JSON.stringify(regressed.report) : regressionLines(regressed))
}
