import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { featureNames } from "@tutti/data"
import { tfjsFiles } from "@tutti/learning"
import type { StudyId } from "@tutti/protocol"
import type { AdminClient } from "@tutti/sdk"
import { type Command, Option } from "commander"
import { CliFailure } from "../../failure.ts"
import { studyId } from "../../options.ts"
import { adminCommand, type Connection, clientOf, printResult } from "./connection.ts"

const THINGS = ["metrics.csv", "metrics.json", "best-model", "last-model"] as const
type Thing = (typeof THINGS)[number]

export function exportCommand(): Command {
  return adminCommand("export", "write the metrics or the model of a study")
    .argument("<study>", "id of the study", studyId)
    .addOption(
      new Option("--what <thing>", "a model becomes model.json and weights.bin, as TensorFlow.js reads them")
        .choices(THINGS)
        .default("metrics.csv"),
    )
    .requiredOption("--out <path>", "the file to write, or the folder of a model")
    .action(async (study: StudyId, options: Connection & { what: Thing; out: string }) => {
      const { what, out } = options
      const files = await exportedFiles(clientOf(options), study, what, out)
      await writeAll(files).catch(() => {
        throw new CliFailure("E_FILE", `Cannot write ${out}.`)
      })
      const written = files.map(({ path }) => path)
      printResult(options.json, { study, what, files: written }, [`Wrote ${written.join(" and ")}.`])
    })
}

type File = { path: string; content: string | Uint8Array }

async function exportedFiles(client: AdminClient, study: StudyId, what: Thing, out: string): Promise<File[]> {
  switch (what) {
    case "metrics.csv":
      return [{ path: out, content: await client.metricsCsv(study) }]
    case "metrics.json":
      return [{ path: out, content: `${JSON.stringify(await client.metrics(study), null, 2)}\n` }]
    case "best-model":
      return modelFiles(client, study, "best", out)
    case "last-model":
      return modelFiles(client, study, "last", out)
  }
}

/** With what a prediction on new rows needs: the features' names in their order, the scaling, the target. */
async function modelFiles(
  client: AdminClient,
  study: StudyId,
  which: "best" | "last",
  folder: string,
): Promise<File[]> {
  const { round, modelHash, weights } = await client.model(study, which)
  const { spec, studyHash, scaling } = await client.study(study)
  const features = featureNames(spec.dataset)
  const { target } = spec.dataset
  const { title } = spec
  const files = tfjsFiles(spec.model, weights, {
    title,
    studyHash,
    round,
    modelHash,
    features,
    target,
    scaling,
  })
  return [
    { path: join(folder, "model.json"), content: files.json },
    { path: join(folder, "weights.bin"), content: files.weights },
  ]
}

async function writeAll(files: readonly File[]): Promise<void> {
  for (const { path, content } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
}
