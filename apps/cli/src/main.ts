import { CommanderError } from "commander"
import { failureOf, printFailure } from "./failure.ts"
import { program } from "./program.ts"

try {
  await program().parseAsync()
} catch (error) {
  // `--help` and `--version` leave by the same door as a wrong option, with an exit code of 0.
  if (!(error instanceof CommanderError && error.exitCode === 0)) {
    printFailure(failureOf(error), process.argv.includes("--json"))
    process.exitCode = 1
  }
}
