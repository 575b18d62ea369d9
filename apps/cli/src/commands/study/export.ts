import { writeFile } from "node:fs/promises"
import type { StudyId } from "@tutti/protocol"
import { floatsToBytes } from "@tutti/ring"
import type { AdminClient } from "@tutti/sdk"
import { type Command, Option } from "commander"
import { CliFailure } from "../../failure.ts"
import { studyId } from "../../options.ts"
import { adminCommand, type Connection, clientOf, printResult } from "./connection.ts"

const THINGS = ["metrics.csv", "metrics.json", "best-model", "last-model"] as const
type Thing = (typeof THINGS)[number]

export function exportCommand(): Command {
  return adminCommand("export", "write the metrics or the model of a study to a file")
    .argument("<study>", "id of the study", studyId)
    .addOption(
      new Option("--what <thing>", "a model is its float32 weights, little-endian")
        .choices(THINGS)
        .default("metrics.csv"),
    )
    .requiredOption("--out <file>", "where to write it")
    .action(async (study: StudyId, options: Connection & { what: Thing; out: string }) => {
      const bytes = await exported(clientOf(options), study, options.what)
      await writeFile(options.out, bytes).catch(() => {
        throw new CliFailure("E_FILE", `Cannot write ${options.out}.`)
      })
      const result = { study, what: options.what, file: options.out, bytes: bytes.length }
      printResult(options.json, result, [`Wrote ${bytes.length} bytes to ${options.out}.`])
    })
}

async function exported(client: AdminClient, study: StudyId, what: Thing): Promise<Uint8Array> {
  const text = new TextEncoder()
  switch (what) {
    case "metrics.csv":
      return text.encode(await client.metricsCsv(study))
    case "metrics.json":
      return text.encode(`${JSON.stringify(await client.metrics(study), null, 2)}\n`)
    case "best-model":
      return floatsToBytes((await client.model(study, "best")).weights)
    case "last-model":
      return floatsToBytes((await client.model(study, "last")).weights)
  }
}
