import { Command } from "commander"
import { dataCommand } from "./commands/data.ts"
import { dealerCommand } from "./commands/dealer.ts"
import { inferCommand } from "./commands/infer.ts"
import { modelCommand } from "./commands/model.ts"
import { participantCommand } from "./commands/participant.ts"
import { receiptCommand } from "./commands/receipt.ts"
import { regressCommand } from "./commands/regress.ts"
import { relayCommand } from "./commands/relay.ts"
import { simulateCommand } from "./commands/simulate.ts"
import { studyCommand } from "./commands/study/index.ts"

/** `tutti …`: every command, its options and its help. Nothing runs before `parseAsync`. */
export function program(): Command {
  const tutti = new Command("tutti")
    .description("Train models on data that never leaves its owners.")
    .addCommand(relayCommand())
    .addCommand(participantCommand())
    .addCommand(simulateCommand())
    .addCommand(regressCommand())
    .addCommand(dealerCommand())
    .addCommand(modelCommand())
    .addCommand(inferCommand())
    .addCommand(studyCommand())
    .addCommand(receiptCommand())
    .addCommand(dataCommand())
  everyCommand(tutti, (command) => {
    // Failures are printed in one place, in one form; commander only throws them.
    command.exitOverride().configureOutput({ outputError: () => {} })
    command.showHelpAfterError(false)
  })
  return tutti
}

function everyCommand(command: Command, change: (command: Command) => void): void {
  change(command)
  for (const child of command.commands) everyCommand(child, change)
}
