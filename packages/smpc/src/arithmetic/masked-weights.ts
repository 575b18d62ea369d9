import { concatBytes, type PreparedMatrix, type RingKernels } from "@tutti/ring"
import type { Plan } from "../plan/plan.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { bytesToWords, wordsToBytes } from "../sharing/bytes.ts"
import type { Words } from "../sharing/ring.ts"
import { kernelSize, type LinearStep, prepareMatrix } from "./linear.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** What a party multiplies by in one layer. */
export type HeldWeights =
  /** ŵ = w + b */
  | { readonly role: 0; readonly masked: PreparedMatrix }
  /** w, and the bias [columns] */
  | { readonly role: 1; readonly weights: PreparedMatrix; readonly bias: Words }

/** One for each step; undefined where a step has no weights. */
export type HeldLayers = readonly (HeldWeights | undefined)[]

/**
 * Party 1's side: it has the weights, and says them under masks of its own, of which the dealer knows as well.
 * @param weights    [parameters] in the network's order
 * @param materialOf a layer's, of the session
 * @returns said: layer after layer, for party 0
 */
export function maskWeights(
  { ring, steps }: Plan,
  kernels: RingKernels,
  weights: Words,
  materialOf: (layer: number) => PartyMaterial,
): { readonly layers: HeldLayers; readonly said: Bytes } {
  const part = (offset: number, count: number) =>
    weights.slice(offset * ring.words, (offset + count) * ring.words)
  const said: Bytes[] = []
  const layers = steps.map((step, layer) => {
    if (step.kind !== "linear") return undefined
    const { offset, columns } = step.weights
    const size = kernelSize(step)
    const matrix = part(offset, size)
    said.push(wordsToBytes(ring.add(matrix, materialOf(layer).drawn(ring, "weightMask", size))))
    return {
      role: 1,
      weights: prepareMatrix(kernels, ring, step, matrix),
      bias: part(offset + size, columns),
    } as const
  })
  return { layers, said: concatBytes(...said) }
}

/** Party 0's side. @param said by party 1, of all layers */
export function readWeights({ ring, steps }: Plan, kernels: RingKernels, said: Bytes): HeldLayers {
  let at = 0
  const next = (step: LinearStep) => {
    const start = at
    at += 4 * ring.words * kernelSize(step)
    return bytesToWords(said.subarray(start, at))
  }
  return steps.map((step) =>
    step.kind === "linear"
      ? ({ role: 0, masked: prepareMatrix(kernels, ring, step, next(step)) } as const)
      : undefined,
  )
}

export function freeWeights(layers: HeldLayers): void {
  for (const held of layers) (held?.role === 1 ? held.weights : held?.masked)?.free()
}
