import { TuttiError, type TuttiErrorCode } from "@tutti/sdk"
import { CommanderError } from "commander"

/** What only the command line can get wrong; everything else carries a code of its own. */
export type CliCode =
  | "E_USAGE"
  | "E_FILE"
  | "E_COLUMN"
  | "E_OWNERS"
  | "E_OFFLINE"
  | "E_CHECKSUM"
  | "E_RECEIPT"
  | "E_STUDY_FAILED"
  | "E_INTERNAL"

/** One sentence for a person, a code for a script, and whose side it is. */
export type Failure = { code: string; message: string; side: "sender" | "relay" }

/** An expected end of a command: thrown by commands, turned into an exit status of 1 in one place. */
export class CliFailure extends Error implements Failure {
  constructor(
    readonly code: CliCode | TuttiErrorCode,
    message: string,
    readonly side: Failure["side"] = "sender",
  ) {
    super(message)
    this.name = "CliFailure"
  }
}

/** The failure behind whatever a command threw; a bug is E_INTERNAL and keeps its own message. */
export function failureOf(error: unknown): Failure {
  if (error instanceof CliFailure || error instanceof TuttiError)
    return { code: error.code, message: error.message, side: error.side }
  if (error instanceof CommanderError) return { code: "E_USAGE", message: usage(error), side: "sender" }
  return {
    code: "E_INTERNAL",
    message: error instanceof Error ? error.message : String(error),
    side: "sender",
  }
}

/** With `--json` on standard output, as every other result; otherwise one sentence on standard error. */
export function printFailure({ code, message, side }: Failure, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, side } })}\n`)
  else process.stderr.write(`${message} (${code})\n`)
}

/** Commander's words, as one sentence on one line. */
function usage({ code, message }: CommanderError): string {
  if (code === "commander.help") return "Name a command; tutti --help lists them."
  const text = message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ")
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?)]$/.test(capital) ? capital : `${capital}.`
}
