import { DIGIT_ARCHITECTURES, type DigitArchitecture } from "@tutti/learning"
import { Command, Option } from "commander"
import { readLabelledImages } from "../digits/idx-files.ts"
import { writeModel } from "../digits/model-files.ts"
import { CliFailure } from "../failure.ts"
import { wholeNumber } from "../options.ts"

type TrainOptions = {
  images: string
  labels: string
  testImages?: string
  testLabels?: string
  architecture: DigitArchitecture
  epochs?: number
  seed: number
  out: string
  json?: true
}

/** `tutti model …`: networks for encrypted inference, in the clear. */
export function modelCommand(): Command {
  return new Command("model").description("networks for encrypted inference").addCommand(trainCommand())
}

function trainCommand(): Command {
  return new Command("train")
    .description("train a network for digits on this machine, in the clear")
    .requiredOption("--images <idx>", "images as MNIST ships them, packed or not")
    .requiredOption("--labels <idx>", "their labels")
    .option("--test-images <idx>", "images to measure it on (default: a tenth of the others, left out)")
    .option("--test-labels <idx>", "their labels")
    .addOption(
      new Option(
        "--architecture <name>",
        "784-500-10, or 784-128-10, or with two convolutions, small or large",
      )
        .choices([...DIGIT_ARCHITECTURES])
        .default("mlp"),
    )
    .option(
      "--epochs <count>",
      "how often it sees every image (default: 4, or 2 with convolutions)",
      wholeNumber(1, 100),
    )
    .option("--seed <number>", "the same seed gives the same model", wholeNumber(0, 4_294_967_295), 1)
    .requiredOption("--out <folder>", "where model.json and weights.bin go")
    .option("--json", "print the result as JSON")
    .action(train)
}

async function train(options: TrainOptions): Promise<void> {
  const { images, labels, testImages, testLabels, architecture, seed, out, json } = options
  if ((testImages === undefined) !== (testLabels === undefined))
    throw new CliFailure("E_USAGE", "--test-images and --test-labels go together.")
  const test = testImages && testLabels ? { images: testImages, labels: testLabels } : null
  const { trainModel, usualEpochs } = await import("../digits/train-model.ts")
  const epochs = options.epochs ?? usualEpochs(architecture)
  const { files, report } = await trainModel({
    architecture,
    train: await readLabelledImages({ images, labels }),
    test: test && (await readLabelledImages(test)),
    epochs,
    seed,
    onEpoch: (epoch) => {
      if (!json) process.stderr.write(`Epoch ${epoch} of ${epochs}\n`)
    },
  })
  await writeModel(out, files)
  const { parameters, trainedOn, testedOn, accuracy, seconds } = report
  console.log(
    json
      ? JSON.stringify(report)
      : [
          `${architecture}: ${parameters} weights, trained on ${trainedOn} images in ${seconds.toFixed(0)} s.`,
          `${(100 * accuracy).toFixed(2)} % of ${testedOn} other images right. Written to ${out}.`,
        ].join("\n"),
  )
}
