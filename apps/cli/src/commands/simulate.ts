import type { StudySpec } from "@tutti/protocol"
import { networkFor, type StudyOverrides } from "@tutti/sdk/templates"
import { Command, Option } from "commander"
import { CliFailure } from "../failure.ts"
import { hiddenUnits, numberBelow, wholeNumber } from "../options.ts"
import { roundLine, summaryLines } from "../simulate/lines.ts"
import { chooseStudy, type StudyChoice } from "../study-choice.ts"

type SimulateOptions = StudyChoice & {
  csv: string
  owners: number
  rounds?: number
  mode: StudySpec["mode"]
  scheme: StudySpec["training"]["scheme"]
  hidden?: number[]
  dropout: number
  seed: number
  backend: "cpu" | "wasm"
  json?: true
}

/** `tutti simulate`: a whole study on this machine, over real sockets, from one file. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("run a relay and owners on this machine, dealing one CSV file among them")
    .requiredOption("--csv <file>", "the rows of all owners together")
    .addOption(
      new Option("--template <name>", "the study, unless --target names a column").choices([
        "credit-approval",
      ]),
    )
    .option("--target <column>", "the column to predict")
    .option("--owners <count>", "how many owners share the rows", wholeNumber(1, 10_000), 10)
    .option("--rounds <count>", "rounds to train (default: the study's own number)", wholeNumber(1, 10_000))
    .addOption(
      new Option("--mode <mode>", "what the relay sees").choices(["trusted", "secure"]).default("trusted"),
    )
    .addOption(
      new Option("--scheme <scheme>", "all at once, or the model travels")
        .choices(["parallel", "sequential"])
        .default("parallel"),
    )
    .option("--hidden <units>", "hidden layers, as 30,20,10 (default: the study's own network)", hiddenUnits)
    .option("--dropout <rate>", "probability that an owner drops out, per round", numberBelow(0, 1), 0)
    .option("--seed <number>", "repeats a simulation", wholeNumber(0, 0xffff_ffff), 1)
    .addOption(new Option("--backend <name>", "what trains").choices(["cpu", "wasm"]).default("cpu"))
    .option("--json", "print the result as JSON")
    .action(run)
}

async function run(options: SimulateOptions): Promise<void> {
  const { owners, dropout, seed, backend, json, hidden } = options
  if (options.mode === "secure" && options.scheme === "sequential")
    throw new CliFailure("E_USAGE", "The secure mode knows sums only: leave --scheme at parallel.")
  const choice = await chooseStudy(options, overridesOf(options))
  const spec =
    hidden === undefined ? choice.spec : { ...choice.spec, model: networkFor(choice.spec.dataset, hidden) }
  // Loaded now, because every other command would pay for the training code.
  const [{ simulate }, { createTrainer }] = await Promise.all([
    import("../simulate/simulate.ts"),
    import("@tutti/learning/tfjs"),
  ])
  const report = await simulate({
    table: choice.table,
    spec,
    owners,
    dropout,
    seed,
    // Pinned, because results repeat to the bit on one backend only.
    trainer: (model) => createTrainer(model, { backend }),
    onRound: (metrics) => {
      if (!json) console.log(roundLine(metrics))
    },
  })
  console.log(json ? JSON.stringify(report) : summaryLines(report).join("\n"))
}

function overridesOf({ mode, scheme, rounds, seed, owners }: SimulateOptions): StudyOverrides {
  return {
    mode,
    training: {
      scheme,
      seed,
      quorum: { minOwners: Math.min(2, owners), fraction: 0.5 },
      ...(rounds === undefined ? {} : { rounds }),
    },
  }
}
