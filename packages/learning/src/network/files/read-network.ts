import { ImageShape, LIMITS, Network, type NetworkLayer, placeLayers } from "@tutti/protocol"
import { firstNonFinite } from "../../update/vectors.ts"
import { readLayer } from "./layers.ts"
import { type LayerJson, ModelJson, SequentialJson, type WeightJson } from "./model-json.ts"

/** A network and its weights, [parameters] in the network's order. */
export type ReadNetwork = { readonly network: Network; readonly weights: Float32Array<ArrayBuffer> }

export type NetworkProblem =
  /** Not a layers model of TensorFlow.js, or its weights are not all there. */
  | { readonly code: "E_IN_MODEL" }
  /** `layer` cannot be computed on shares, or not where it stands. */
  | { readonly code: "E_IN_LAYER"; readonly layer: string }
  | { readonly code: "E_IN_NOT_A_NUMBER" }

export type NetworkRead =
  | ({ readonly ok: true } & ReadNetwork)
  | { readonly ok: false; readonly problem: NetworkProblem }

/**
 * A tfjs layers model that consists of what an encrypted inference can compute. A softmax at the end is left out: the
 * largest score stays the largest. Pools of largest values come before the relu that they follow, which gives the same
 * and compares less.
 * @param json content of model.json
 * @param bytes the weight files, one behind the other
 */
export function readNetworkFiles(json: string, bytes: Uint8Array): NetworkRead {
  const model = ModelJson.safeParse(parsed(json)).data
  if (model === undefined) return { ok: false, problem: { code: "E_IN_MODEL" } }
  const { class_name: className, config } = model.modelTopology.model_config ?? model.modelTopology
  if (className !== "Sequential")
    return {
      ok: false,
      problem: { code: "E_IN_LAYER", layer: className ?? "a model that is not sequential" },
    }
  const sequential = SequentialJson.safeParse(config).data
  if (sequential === undefined) return { ok: false, problem: { code: "E_IN_MODEL" } }
  const topology = readTopology(Array.isArray(sequential) ? sequential : sequential.layers)
  if ("code" in topology) return { ok: false, problem: topology }
  const weights = readWeights(
    topology,
    model.weightsManifest.flatMap((group) => group.weights),
    bytes,
  )
  if ("code" in weights) return { ok: false, problem: weights }
  return { ok: true, network: topology.network, weights }
}

type Topology = {
  readonly network: Network
  /** Of each layer with weights, in order. */
  readonly weighted: readonly { readonly name: string; readonly hasBias: boolean }[]
}

function readTopology(layers: readonly LayerJson[]): Topology | NetworkProblem {
  const input = inputShape(layers[0]?.config.batch_input_shape)
  if (input === undefined) return { code: "E_IN_MODEL" }
  const read: { layer: NetworkLayer; name: string }[] = []
  const weighted: { name: string; hasBias: boolean }[] = []
  let isFlat = input.isFlat
  for (const [index, json] of layers.entries()) {
    const found = readLayer(json, { isFlat, isLast: index === layers.length - 1 })
    if (found === undefined) return { code: "E_IN_LAYER", layer: nameOf(json) }
    isFlat = found.isFlat
    read.push(...found.layers.map((layer) => ({ layer, name: nameOf(json) })))
    if (found.layers.some(({ kind }) => kind === "dense" || kind === "conv2d"))
      weighted.push({ name: json.config.name, hasBias: json.config.use_bias ?? true })
  }
  const ordered = poolsFirst(read)
  const network = Network.safeParse({ input: input.shape, layers: ordered.map(({ layer }) => layer) }).data
  if (network === undefined) return { code: "E_IN_MODEL" }
  const placed = placeLayers(network)
  return placed.ok
    ? { network, weighted }
    : { code: "E_IN_LAYER", layer: ordered[placed.layer]?.name ?? "a last layer that is not dense" }
}

const nameOf = ({ class_name, config }: LayerJson) => `${config.name} (${class_name})`

function inputShape(batch: readonly (number | null)[] | undefined) {
  const [, ...sides] = batch ?? []
  const isFlat = sides.length === 1
  const [height, width, channels] = isFlat ? [1, sides[0], 1] : sides
  const shape = ImageShape.safeParse({ height, width, channels }).data
  return shape && (isFlat || sides.length === 3) ? { shape, isFlat } : undefined
}

function poolsFirst<Named extends { readonly layer: NetworkLayer }>(layers: readonly Named[]): Named[] {
  const ordered = [...layers]
  for (let index = 1; index < ordered.length; index++) {
    const [before, after] = ordered.slice(index - 1, index + 1)
    if (before?.layer.kind === "relu" && after?.layer.kind === "max-pool")
      ordered.splice(index - 1, 2, after, before)
  }
  return ordered
}

/** By name where the manifest has it, whatever path stands before it. */
function readWeights(
  { network, weighted }: Topology,
  manifest: readonly WeightJson[],
  bytes: Uint8Array,
): Float32Array<ArrayBuffer> | NetworkProblem {
  const placed = placeLayers(network)
  if (!placed.ok || placed.parameters > LIMITS.parameters) return { code: "E_IN_MODEL" }
  const places = new Map<string, { offset: number; size: number }>()
  let offset = 0
  for (const { name, shape, dtype, quantization } of manifest) {
    if (dtype !== "float32" || quantization !== undefined) return { code: "E_IN_MODEL" }
    const size = shape.reduce((product, length) => product * length, 1)
    places.set(name.split("/").slice(-2).join("/"), { offset, size })
    offset += 4 * size
  }
  if (offset !== bytes.length) return { code: "E_IN_MODEL" }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const weights = new Float32Array(placed.parameters)
  const kernels = placed.layers.flatMap((layer) => (layer.weights ? [layer.weights] : []))
  for (const [index, { offset: at, rows, columns }] of kernels.entries()) {
    const { name, hasBias } = weighted[index] ?? { name: "", hasBias: true }
    const parts = [
      { from: places.get(`${name}/kernel`), at, size: rows * columns },
      ...(hasBias ? [{ from: places.get(`${name}/bias`), at: at + rows * columns, size: columns }] : []),
    ]
    for (const { from, at: to, size } of parts) {
      if (from?.size !== size) return { code: "E_IN_MODEL" }
      for (let entry = 0; entry < size; entry++)
        weights[to + entry] = view.getFloat32(from.offset + 4 * entry, true)
    }
  }
  return firstNonFinite(weights) < 0 ? weights : { code: "E_IN_NOT_A_NUMBER" }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // Not JSON, and so no model: the parser has no other way to say so.
    return undefined
  }
}
