import { CANARY_ROWS } from "@tutti/protocol"
import { Command, Option } from "commander"
import { readLabelledImages } from "../digits/idx-files.ts"
import { readModel } from "../digits/model-files.ts"
import { numberBelow, wholeNumber } from "../options.ts"

type Options = {
  model: string
  images: string
  labels: string
  limit: number
  batch: number
  window: number
  rtt: number
  open: "label" | "score"
  canaries: number
  agreement: boolean
  json?: true
}

/** `tutti infer`: encrypted inference on this machine, over real sockets, from a model and IDX files. */
export function inferCommand(): Command {
  return new Command("infer")
    .description(
      "classify images under encryption: a relay, a dealer, a model owner and a client on this machine",
    )
    .requiredOption("--model <folder>", "with model.json and weights.bin, as tutti model train writes them")
    .requiredOption("--images <idx>", "images as MNIST ships them, packed or not")
    .requiredOption("--labels <idx>", "their labels")
    .option("--limit <count>", "only the first images", wholeNumber(1, 1_000_000), 1_000_000)
    .option("--batch <count>", "images computed together", wholeNumber(1, 1_000), 50)
    .option("--window <count>", "batches on their way at once", wholeNumber(1, 16), 6)
    .option(
      "--rtt <ms>",
      "there and back between the parties, which the relay adds",
      numberBelow(0, 10_000),
      0,
    )
    .addOption(
      new Option("--open <what>", "how many are right, one integer; or each image's label, to the client")
        .choices(["score", "label"])
        .default("score"),
    )
    .option(
      "--canaries <count>",
      "secret copies of images, which must fare as their originals; of fewer images, every one has a copy",
      wholeNumber(CANARY_ROWS, 1_000),
      CANARY_ROWS,
    )
    .option("--no-agreement", "leave out the second run, which opens how often the plain model agrees")
    .option("--json", "print the result as JSON")
    .action(run)
}

async function run(options: Options): Promise<void> {
  const { model, images, labels, limit, batch, window, rtt, open, canaries, agreement, json } = options
  const { infer, inferenceLines } = await import("../infer/infer.ts")
  const report = await infer({
    model: await readModel(model),
    data: await readLabelledImages({ images, labels }),
    limit,
    batch,
    window,
    rttMs: rtt,
    output: open,
    canaries,
    withAgreement: agreement,
    onEstimate: ({ batches, roundsPerBatch, onlineBytes, dealerBytes, waitingSeconds }) => {
      if (json) return
      const megabytes = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
      process.stderr.write(
        `${batches} batches of ${roundsPerBatch} rounds, ${megabytes(onlineBytes)} each way, ${megabytes(dealerBytes)} from the dealer, ${waitingSeconds.toFixed(1)} s of waiting for the line.\n`,
      )
    },
  })
  console.log(json ? JSON.stringify(report) : inferenceLines(report))
}
