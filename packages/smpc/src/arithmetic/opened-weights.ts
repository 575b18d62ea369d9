import { concatBytes, type PreparedMatrix, type RingKernels } from "@tutti/ring"
import type { Plan } from "../plan/plan.ts"
import type { PartyMaterial } from "../preprocessing/party-material.ts"
import { bytesToWords, wordsToBytes } from "../sharing/bytes.ts"
import type { Words } from "../sharing/ring.ts"
import type { Role } from "../sharing/shares.ts"
import { kernelSize, type LinearStep, prepareMatrix } from "./linear.ts"

type Bytes = Uint8Array<ArrayBuffer>

/** A party's share of a layer's weights before they are opened; undefined where a step has none. */
export type MaskedWeights = {
  readonly step: LinearStep
  /** Its share of b. */
  readonly mask: Words
  /** Its share of w + b. */
  readonly said: Words
  /** [columns] its share. */
  readonly bias: Words
}

/** What a party keeps of a layer's weights once they have been opened under their mask. */
export type OpenedWeights = {
  /** ŵ = w + b, public */
  readonly opened: PreparedMatrix
  /** Its share of ŵ − b, the weights themselves. */
  readonly share: PreparedMatrix
  /** [columns] its share. */
  readonly bias: Words
}

/**
 * All weights under masks.
 * @param weights    [parameters] this party's share, in the network's order
 * @param materialOf a layer's, of the session
 * @returns one for each step
 */
export function maskWeights(
  { ring, steps }: Plan,
  weights: Words,
  materialOf: (layer: number) => PartyMaterial,
): (MaskedWeights | undefined)[] {
  const part = (offset: number, count: number) =>
    weights.slice(offset * ring.words, (offset + count) * ring.words)
  return steps.map((step, layer) => {
    if (step.kind !== "linear") return undefined
    const { offset, columns } = step.weights
    const size = kernelSize(step)
    const mask = materialOf(layer).drawn(ring, "weightMask", size)
    return { step, mask, said: ring.add(part(offset, size), mask), bias: part(offset + size, columns) }
  })
}

/** What a party says of them, layer after layer. */
export const saidWeights = (masked: readonly (MaskedWeights | undefined)[]): Bytes =>
  concatBytes(...masked.flatMap((layer) => (layer ? [wordsToBytes(layer.said)] : [])))

/** @param theirs what the other party said, of the same length */
export function openWeights(
  { ring }: Plan,
  role: Role,
  kernels: RingKernels,
  masked: readonly (MaskedWeights | undefined)[],
  theirs: Bytes,
): (OpenedWeights | undefined)[] {
  let at = 0
  return masked.map((layer) => {
    if (layer === undefined) return undefined
    const { step, mask, said, bias } = layer
    const end = at + 4 * said.length
    const opened = ring.add(said, bytesToWords(theirs.subarray(at, end)))
    const share = ring.subtract(role === 0 ? opened : new Int32Array(opened.length), mask)
    at = end
    return {
      opened: prepareMatrix(kernels, ring, step, opened),
      share: prepareMatrix(kernels, ring, step, share),
      bias,
    }
  })
}
