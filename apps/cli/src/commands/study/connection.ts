import { type AdminClient, createAdminClient, parseAdminLink } from "@tutti/sdk"
import { Command, Option } from "commander"
import { CliFailure } from "../../failure.ts"

/** What every `tutti study …` takes. */
export type Connection = { relay: string; token?: string; json?: true }

export function adminCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(
      new Option("--relay <url>", "address of the relay, or the admin link that it printed")
        .env("TUTTI_RELAY")
        .makeOptionMandatory(),
    )
    .addOption(new Option("--token <token>", "admin token, unless the link holds it").env("TUTTI_TOKEN"))
    .option("--json", "print the result as JSON")
}

/** @throws {CliFailure} E_USAGE when the address or the token is missing or is none. */
export function clientOf({ relay, token }: Connection): AdminClient {
  const link = parseAdminLink(relay)
  if (link !== null) return createAdminClient(link.relay, token ?? link.token)
  if (!/^https?:\/\//.test(relay) || !URL.canParse(relay))
    throw new CliFailure(
      "E_USAGE",
      "--relay takes an address such as http://127.0.0.1:4747, or an admin link.",
    )
  if (token === undefined)
    throw new CliFailure(
      "E_USAGE",
      "Give the admin token by --token or TUTTI_TOKEN, or the whole admin link by --relay.",
    )
  return createAdminClient(relay, token)
}

/** The result as JSON, or as lines for a person. */
export function printResult(json: true | undefined, result: unknown, lines: readonly string[]): void {
  console.log(json ? JSON.stringify(result) : lines.join("\n"))
}
