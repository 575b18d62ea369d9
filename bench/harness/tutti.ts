import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { SimulationReport } from "@tutti/cli/simulation-report"
import type * as z from "zod"

const repository = fileURLToPath(new URL("../../", import.meta.url))
const places = ["../shared/data/crx.data", "crx.data", "public/samples/credit-synthetic.csv"]

/** The real credit data where it is, else the synthetic sample of the same form. */
export function creditFile(): string {
  const found = places.map((place) => `${repository}${place}`).find((path) => existsSync(path))
  if (found === undefined)
    throw new Error("there is no credit data; npm run -s tutti -- data credit fetches it")
  if (found.endsWith(".csv"))
    console.error("The real credit data is missing: measuring on the synthetic sample.")
  return found
}

/** Run `tutti simulate … --json`, as anybody can, and read its report. */
export const runSimulation = (args: readonly string[]): Promise<SimulationReport> =>
  runTutti(["simulate", ...args], SimulationReport)

/** Run a command of `tutti` with `--json`, and read what it prints. */
export async function runTutti<Report>(args: readonly string[], report: z.ZodType<Report>): Promise<Report> {
  const child = spawn(process.execPath, [`${repository}apps/cli/bin/tutti.mjs`, ...args, "--json"], {
    cwd: repository,
    stdio: ["ignore", "pipe", "inherit"],
  })
  let output = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text
  })
  const status = await new Promise((resolve) => child.once("close", resolve))
  if (status !== 0) throw new Error(`tutti ${args[0]} ended with ${status}: ${output.trim()}`)
  return report.parse(JSON.parse(output))
}
