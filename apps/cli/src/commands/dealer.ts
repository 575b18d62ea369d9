import { Command } from "commander"
import { CliFailure } from "../failure.ts"

/** `tutti dealer`: the dealer of encrypted regressions in this process, until a signal asks it to leave. */
export function dealerCommand(): Command {
  return new Command("dealer")
    .description("deal random material to encrypted regressions that name this dealer's key")
    .requiredOption("--relay <url>", "where the relay listens, as in https://HOST")
    .option("--key-file <file>", "the dealer's key pair; made at the first start", "tutti-dealer-key.json")
    .option("--ledger <file>", "runs that are burned; belongs to the key", "tutti-dealer-ledger.json")
    .option("--json", "print one JSON object per line")
    .action(run)
}

type Options = { relay: string; keyFile: string; ledger: string; json?: true }

async function run({ relay, keyFile, ledger, json }: Options): Promise<void> {
  if (!URL.canParse(relay))
    throw new CliFailure("E_USAGE", "It takes the address of a relay: --relay https://HOST.")
  const { DealerFileError, eventSentence, PURPOSE, startDealer } = await import("@tutti/dealer")
  const dealer = await startDealer({
    relay,
    files: { keyFile, ledger },
    onEvent: (event) => console.log(json ? JSON.stringify(event) : eventSentence(event)),
    fault: (error) =>
      console.error(`The dealer's own fault: ${error instanceof Error ? error.name : "unknown"}`),
  }).catch((error: unknown) => {
    if (error instanceof DealerFileError)
      throw new CliFailure("E_FILE", `This dealer cannot start: ${error.message}.`)
    throw error
  })
  // Before the first word: whoever has read it may ask the process to leave.
  const leave = () => {
    dealer.close()
    process.exit(0)
  }
  process.once("SIGTERM", leave)
  process.once("SIGINT", leave)
  const { publicKey } = dealer
  console.log(json ? JSON.stringify({ publicKey }) : `Dealer key  ${publicKey}\n${PURPOSE}`)
}
