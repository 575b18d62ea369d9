import { readFile } from "node:fs/promises"
import { checkReceipt } from "@tutti/sdk"
import { Command } from "commander"
import { CliFailure } from "../failure.ts"

const SENTENCES = {
  "not-a-receipt": "This file is not a receipt of Tutti.",
  "wrong-signature": "The receipt was changed after its owner's tab signed it, or signed by another key.",
} as const

/** `tutti receipt FILE`: is it as the owner's tab signed it? Asks nobody. */
export function receiptCommand(): Command {
  return new Command("receipt")
    .description("check an owner's receipt, offline")
    .argument("<file>", "the receipt that an owner downloaded")
    .option("--json", "print what it says as JSON")
    .action(async (file: string, { json }: { json?: true }) => {
      const text = await readFile(file, "utf8").catch(() => {
        throw new CliFailure("E_FILE", `Cannot read ${file}.`)
      })
      const checked = await checkReceipt(text)
      if (!checked.ok) throw new CliFailure("E_RECEIPT", SENTENCES[checked.refusal])
      console.log(json ? JSON.stringify(checked.body) : "The receipt is as its owner's tab signed it.")
    })
}
