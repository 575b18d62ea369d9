import { writeFile } from "node:fs/promises"
import { Command } from "commander"
import { CREDIT_SOURCE, fetchCreditData } from "../credit-data.ts"
import { CliFailure } from "../failure.ts"

/** `tutti data credit`: data that is not ours to ship, fetched from where it is published. */
export function dataCommand(): Command {
  const credit = new Command("credit")
    .description("fetch the credit approval data (690 applications) from the UCI Machine Learning Repository")
    .option("--out <file>", "where to write it", "crx.data")
    .option("--from <url>", "a mirror to fetch it from; the checksum stays the same", CREDIT_SOURCE)
    .option("--json", "print the result as JSON")
    .action(async ({ out, from, json }: { out: string; from: string; json?: true }) => {
      const text = await fetchCreditData(from)
      await writeFile(out, text).catch(() => {
        throw new CliFailure("E_FILE", `Cannot write ${out}.`)
      })
      const rows = text.trimEnd().split("\n").length
      console.log(
        json ? JSON.stringify({ file: out, rows, from }) : `${rows} rows in ${out}, checksum right.`,
      )
    })
  return new Command("data").description("fetch public data sets").addCommand(credit)
}
