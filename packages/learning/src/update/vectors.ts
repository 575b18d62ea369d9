import { passes } from "../passes/passes.ts"
import { ABSENT } from "./absent.ts"

/*
 * Plain vectors of weights. Sums run in float64, so that 100,000 float32 entries lose nothing that float32 could show.
 * Loops rather than `map` and `reduce`, which take three times as long.
 */

/**
 * What local training changed.
 * @returns [parameters] trained − global, weight units.
 * @throws {RangeError} if the lengths differ.
 */
export function difference(trained: Float32Array, global: Float32Array): Float32Array<ArrayBuffer> {
  requireLength(trained, global.length)
  const update = new Float32Array(trained.length)
  for (let index = 0; index < update.length; index++)
    update[index] = (trained[index] ?? ABSENT) - (global[index] ?? ABSENT)
  return update
}

/**
 * The inverse of `difference`, up to float32 rounding.
 * @returns [parameters] global + update.
 * @throws {RangeError} if the lengths differ.
 */
export function applyUpdate(global: Float32Array, update: Float32Array): Float32Array<ArrayBuffer> {
  requireLength(update, global.length)
  const weights = new Float32Array(global.length)
  for (let index = 0; index < weights.length; index++)
    weights[index] = (global[index] ?? ABSENT) + (update[index] ?? ABSENT)
  return weights
}

/**
 * ‖one − other‖₂, accumulated in float64, where squares of float32 cannot overflow: not finite only if an entry is not.
 * @throws {RangeError} if the lengths differ.
 */
export function distance(one: Float32Array, other: Float32Array): number {
  requireLength(one, other.length)
  return Math.sqrt(passes().squaredDistance(one, other))
}

/** Euclidean length ‖·‖₂, accumulated in float64. NaN or ∞ when an entry is. */
export function norm(vector: Float32Array): number {
  let squares = 0
  for (let index = 0; index < vector.length; index++) squares += (vector[index] ?? ABSENT) ** 2
  return Math.sqrt(squares)
}

/**
 * Scale an update so that its L2 norm is at most `clipNorm`; its direction is kept.
 * @param update   [parameters], weight units: trained − global, before quantisation.
 * @param clipNorm C > 0, in the unit of `update`.
 * @returns a new [parameters] vector with ‖·‖₂ ≤ C, up to float32 rounding.
 * @throws {RangeError} if C ≤ 0 or the norm is not finite: clipping would let a NaN through.
 * @see Abadi et al. 2016, Algorithm 1 (arXiv:1607.00133)
 */
export function clipUpdate(update: Float32Array, clipNorm: number): Float32Array<ArrayBuffer> {
  const length = norm(update)
  if (!(clipNorm > 0) || !Number.isFinite(length))
    throw new RangeError(`cannot clip a norm of ${length} to ${clipNorm}`)
  const clipped = Float32Array.from(update)
  if (length <= clipNorm) return clipped
  const scale = clipNorm / length
  for (let index = 0; index < clipped.length; index++) clipped[index] = (clipped[index] ?? ABSENT) * scale
  return clipped
}

/** Index of the first NaN or infinite entry, or −1: what a door checks before it lets an update in. */
export function firstNonFinite(vector: Float32Array): number {
  for (let index = 0; index < vector.length; index++) if (!Number.isFinite(vector[index])) return index
  return -1
}

/** @throws {RangeError} naming both lengths, when they differ. */
export function requireLength(vector: Float32Array, length: number): void {
  if (vector.length !== length)
    throw new RangeError(`expected ${length} entries, got a vector of ${vector.length}`)
}
