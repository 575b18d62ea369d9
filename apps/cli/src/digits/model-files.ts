import { mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type NetworkProblem, type ReadNetwork, readNetworkFiles, type TfjsFiles } from "@tutti/learning"
import { REFUSALS } from "@tutti/protocol"
import { CliFailure } from "../failure.ts"

/** Writes model.json and weights.bin, making the folder. @throws {CliFailure} E_FILE */
export async function writeModel(folder: string, { json, weights }: TfjsFiles): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, "model.json"), json)
    await writeFile(join(folder, "weights.bin"), weights)
  } catch {
    throw new CliFailure("E_FILE", `Cannot write a model into ${folder}.`)
  }
}

/** The network of a folder with model.json and weights.bin. @throws {CliFailure} E_FILE, or why it cannot be computed. */
export async function readModel(folder: string): Promise<ReadNetwork> {
  const [json, weights] = await Promise.all([
    readFile(join(folder, "model.json"), "utf8"),
    readFile(join(folder, "weights.bin")),
  ]).catch(() => {
    throw new CliFailure("E_FILE", `Cannot read model.json and weights.bin in ${folder}.`)
  })
  const read = readNetworkFiles(json, weights)
  if (!read.ok) throw new CliFailure(read.problem.code, sentence(read.problem))
  return { network: read.network, weights: read.weights }
}

function sentence(problem: NetworkProblem): string {
  const { what, next } = REFUSALS[problem.code]
  return problem.code === "E_IN_LAYER" ? `${what} It is ${problem.layer}. ${next}` : `${what} ${next}`
}
