import {
  type Network,
  type NetworkLayer,
  type PlacedLayer,
  placeLayers,
  type RefusalCode,
  sizeOf,
} from "@tutti/protocol"
import { type Patches, samePatches, validPatches } from "@tutti/ring"
import { type Gate, gateOf } from "../comparison/truncation.ts"
import { type Ring, ringOf } from "../sharing/ring.ts"
import { type Argmax, argmaxOf } from "./argmax.ts"
import { type Level, tournamentOf } from "./tournament.ts"
import { type Windows, windowsOf } from "./windows.ts"

/*
 * A network's layers as steps on shares. All that depends on shapes alone is worked out here, once for all batches.
 */

/**
 * What is opened at the end, and to whom: the label of each row to the client; the scores of all classes of each row to
 * the client; or one number, how many rows have the label that the client says.
 */
export type InferenceOutput = "label" | "scores" | "score"

export type InferenceDesign = {
  readonly network: Network
  /** ℓ */
  readonly ringBits: 32 | 64
  /** f, of inputs and weights alike. */
  readonly fractionBits: number
  readonly output: InferenceOutput
}

/** One step of a batch; sizes are per row. */
export type Step =
  | {
      /** weights · input + bias, at scale 2f: a dense layer, or a convolution where there are patches. */
      readonly kind: "linear"
      readonly input: number
      readonly output: number
      /** Of the kernel [rows, columns], behind it the bias [columns]; in the network's array of weights. */
      readonly weights: { readonly offset: number; readonly rows: number; readonly columns: number }
      readonly patches: Patches | undefined
    }
  | { readonly kind: "truncate"; readonly count: number; readonly gate: Gate }
  | { readonly kind: "rectify"; readonly count: number; readonly gate: Gate }
  | {
      readonly kind: "max-pool"
      readonly windows: Windows
      readonly levels: readonly Level[]
      readonly gate: Gate
    }
  /** Sums times a public factor at scale f; nothing is opened. */
  | { readonly kind: "average-pool"; readonly windows: Windows; readonly factor: number }

/** A network as both parties and the dealer work through it. */
export type Plan = {
  readonly ring: Ring
  readonly fractionBits: number
  /** Elements of one row that goes in, at scale f. */
  readonly input: number
  readonly parameters: number
  readonly classes: number
  readonly output: InferenceOutput
  readonly steps: readonly Step[]
  /** Laid out once for all batches; undefined where the scores themselves are opened. */
  readonly argmax: Argmax | undefined
  /** Every value between two steps has a magnitude below it; a larger one comes out wrong. */
  readonly limit: number
}

export type Planned =
  | { readonly ok: true; readonly plan: Plan }
  /** @property layer index in the network of what cannot be computed, if one layer is at fault. */
  | { readonly ok: false; readonly code: RefusalCode; readonly layer?: number }

/** k over Z/2⁶⁴: nine digits, which are two rounds; over Z/2³² all bits that are left are compared. */
const WIDE_COMPARED_BITS = 37

/** Every pair of classes is compared: 2,016 pairs. */
const MAX_COMPARED_CLASSES = 64

/**
 * The steps of a network on shares, or why there are none. A ReLU before a maximum is computed after it: the result is the
 * same, on fewer values.
 */
export function planInference({ network, ringBits, fractionBits, output }: InferenceDesign): Planned {
  const placed = placeLayers({ input: network.input, layers: network.layers })
  if (!placed.ok) return { ok: false, code: "E_IN_PLAN", layer: placed.layer }
  const ring = ringOf(ringBits)
  const maxFraction = Math.floor((ringBits - 4) / 2)
  if (!(Number.isInteger(fractionBits) && fractionBits >= 1 && fractionBits <= maxFraction))
    return { ok: false, code: "E_IN_PLAN" }
  const coarse = network.layers.findIndex(
    (layer) => layer.kind === "average-pool" && averageFactor(fractionBits, layer.size) === undefined,
  )
  if (coarse >= 0) return { ok: false, code: "E_IN_PLAN", layer: coarse }
  if (output !== "scores" && !(placed.classes >= 2 && placed.classes <= MAX_COMPARED_CLASSES))
    return { ok: false, code: "E_IN_PLAN" }
  const width = Math.min(ringBits - fractionBits, ringBits === 64 ? WIDE_COMPARED_BITS : ringBits)
  // A comparison at full width and without a shift decides between two values exactly.
  const gates = { cutting: gateOf(ring, fractionBits, width), comparison: gateOf(ring, 0) }
  const lateReLU = placeLayers({ input: network.input, layers: reluAfterMaximum(network.layers) })
  const layers = lateReLU.ok ? lateReLU.layers : placed.layers
  return {
    ok: true,
    plan: {
      ring,
      fractionBits,
      input: sizeOf(network.input),
      parameters: placed.parameters,
      classes: placed.classes,
      output,
      steps: stepsOf(layers, gates, output),
      argmax: output === "scores" ? undefined : argmaxOf(placed.classes, gates.comparison),
      limit: gates.cutting.limit,
    },
  }
}

/** Averages come out as wrong as their factor is; more than this part would be another network. */
const MOST_WRONG = 1 / 32

/** 1 / side² at scale f; undefined where f binary digits do not tell it well enough. */
function averageFactor(fractionBits: number, side: number): number | undefined {
  const exact = 2 ** fractionBits / side ** 2
  const factor = Math.round(exact)
  return Math.abs(factor / exact - 1) <= MOST_WRONG ? factor : undefined
}

function reluAfterMaximum(layers: readonly NetworkLayer[]): NetworkLayer[] {
  const ordered = [...layers]
  for (let index = ordered.length - 2; index >= 0; index--)
    for (let at = index; ordered[at]?.kind === "relu" && ordered[at + 1]?.kind === "max-pool"; at++)
      ordered.splice(at, 2, ...ordered.slice(at, at + 2).reverse())
  return ordered
}

/** Between the steps a value is at scale f, or at scale 2f where a product has just been taken. */
function stepsOf(
  layers: readonly PlacedLayer[],
  { cutting, comparison }: { cutting: Gate; comparison: Gate },
  output: InferenceOutput,
): Step[] {
  const steps: Step[] = []
  let isProduct = false
  const cut = (count: number) => {
    if (isProduct) steps.push({ kind: "truncate", count, gate: cutting })
    isProduct = false
  }
  for (const placed of layers) {
    const { layer, input, output } = placed
    const count = sizeOf(input)
    switch (layer.kind) {
      case "dense":
      case "conv2d":
        cut(count)
        if (placed.weights)
          steps.push({
            kind: "linear",
            input: count,
            output: sizeOf(output),
            weights: placed.weights,
            patches: patchesOf(placed),
          })
        isProduct = true
        break
      case "relu":
        steps.push({ kind: "rectify", count, gate: isProduct ? cutting : comparison })
        isProduct = false
        break
      case "max-pool": {
        const windows = windowsOf(input, layer.size, layer.stride)
        steps.push({ kind: "max-pool", windows, levels: tournamentOf(windows), gate: comparison })
        break
      }
      case "average-pool": {
        cut(count)
        const factor = averageFactor(cutting.shift, layer.size)
        if (factor === undefined) throw new Error("an average that was refused")
        steps.push({ kind: "average-pool", windows: windowsOf(input, layer.size, layer.stride), factor })
        isProduct = true
        break
      }
    }
  }
  const last = layers.at(-1)
  // Scores are shown, so they are cut; between scores it is compared at full precision.
  if (output === "scores" && last) cut(sizeOf(last.output))
  return steps
}

function patchesOf({ layer, input }: PlacedLayer): Patches | undefined {
  if (layer.kind !== "conv2d") return undefined
  const window = { ...input, kernelHeight: layer.kernel, kernelWidth: layer.kernel, stride: layer.stride }
  return layer.padding === "same" ? samePatches(window) : validPatches(window)
}
