import { firstImages, pixelsToFloats } from "@tutti/data"
import {
  labelsOf,
  largestSum,
  type NetworkProblem,
  networkOutputs,
  type ReadNetwork,
  readNetworkFiles,
} from "@tutti/learning"
import { type PlacedLayer, placeLayers, type RefusalCode, sizeOf } from "@tutti/protocol"
import { concatBytes } from "@tutti/ring"
import { prepareModel } from "@tutti/sdk/inference"
import type { Answer, RegressionProblem } from "../regression/api.ts"
import { problemWith } from "../regression/problem.ts"
import type { LayerLine, ModelCard } from "./api.ts"
import { bundledFile, type KnownImages, NOT_THERE } from "./digits.ts"
import { type RehearsalTools, rehearse } from "./rehearsal.ts"

/** A network that fits the ring, with what was measured of it; the page gets the card alone. */
export type FittedModel = ReadNetwork & {
  readonly card: ModelCard
  /** Of dealer and both parties together on this machine: once in a run, and for one image. */
  readonly setupMs: number
  readonly computeMs: number
}

/** More say hardly more about a model's range, and plain loops are slow. */
const MOST_MEASURED = 200
const REHEARSED = 20

export async function bundledModel(): Promise<Answer<ReadNetwork>> {
  const [json, weights] = await Promise.all([bundledFile("model.json"), bundledFile("weights.bin")])
  return json === null || weights === null ? NOT_THERE : readModel(json, weights)
}

/** model.json and its weight files, in whatever order they were chosen; several weight files are in the order of their names. */
export async function chosenModel(files: readonly File[]): Promise<Answer<ReadNetwork>> {
  const json = files.find(({ name }) => name.endsWith(".json"))
  const parts = files
    .filter((file) => file !== json)
    .toSorted((one, other) => one.name.localeCompare(other.name, "en", { numeric: true }))
  if (json === undefined) return modelProblem({ code: "E_IN_MODEL" })
  const bytes = await Promise.all(
    [json, ...parts].map(async (file) => new Uint8Array(await file.arrayBuffer())),
  ).catch(() => null)
  const [text, ...weights] = bytes ?? []
  if (text === undefined) return { ok: false, problem: problemWith("E_FILE_UNREADABLE") }
  return readModel(text, concatBytes(...weights))
}

function readModel(json: Uint8Array, weights: Uint8Array): Answer<ReadNetwork> {
  const read = readNetworkFiles(new TextDecoder().decode(json), weights)
  return read.ok ? { ok: true, value: read } : modelProblem(read.problem)
}

/**
 * Measures how far a network's sums reach, chooses the fixed point by it, and computes some images on shares.
 * @returns E_IN_SHAPE for images of another size, E_IN_RANGE where no fixed point leaves enough digits.
 */
export function fitModel(
  name: string,
  model: ReadNetwork,
  known: KnownImages,
  tools: RehearsalTools,
): Answer<FittedModel> {
  const { network, weights } = model
  const placed = placeLayers(network)
  if (!placed.ok) return refused("E_IN_PLAN")
  const size = sizeOf(network.input)
  if (known.images.height * known.images.width !== size) return refused("E_IN_SHAPE")
  const images = pixelsToFloats(firstImages(known.images, MOST_MEASURED))
  const measuredOn = images.length / size
  const prepared = prepareModel(model, images)
  if (!prepared.ok) return refused(prepared.code)
  const { fractionBits, largest } = prepared
  const rows = images.subarray(0, Math.min(measuredOn, REHEARSED) * size)
  // A run begins cold, and its many images are computed warm.
  const rehearsal = { network, fractionBits, weights, images: rows }
  const cold = rehearse(rehearsal, tools)
  if (!cold.ok) return refused(cold.code)
  const warm = rehearse(rehearsal, tools)
  if (!warm.ok) return refused(warm.code)
  const plain = labelsOf(networkOutputs(network, weights, images).scores, placed.classes)
  const { setupMs } = cold.rehearsed
  const { labels, batchMs } = warm.rehearsed
  const right = known.labels && plain.filter((label, row) => label === known.labels?.[row]).length
  const card: ModelCard = {
    name,
    input: network.input,
    layers: placed.layers.map(lineOf),
    parameters: placed.parameters,
    classes: placed.classes,
    fractionBits,
    largest,
    bound: largestSum(fractionBits),
    measuredOn,
    accuracy: right === null ? null : right / measuredOn,
    rehearsed: {
      images: labels.length,
      same: labels.filter((label, row) => label === plain[row]).length,
    },
  }
  return { ok: true, value: { network, weights, card, setupMs, computeMs: batchMs / labels.length } }
}

const lineOf = ({ layer, output, weights }: PlacedLayer): LayerLine => ({
  layer,
  output,
  parameters: weights === null ? 0 : (weights.rows + 1) * weights.columns,
})

function modelProblem(problem: NetworkProblem): { ok: false; problem: RegressionProblem } {
  const words = problemWith(problem.code)
  const what = problem.code === "E_IN_LAYER" ? `${words.what} It is ${problem.layer}.` : words.what
  return { ok: false, problem: { ...words, what } }
}

const refused = (code: RefusalCode) => ({ ok: false, problem: problemWith(code) }) as const
