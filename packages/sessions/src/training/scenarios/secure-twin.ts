import type { CommitRecord } from "../committed.ts"
import type { Put, SecureOwner } from "./secure-owner.ts"

/*
 * What a secure round must give, from the vectors as their owners knew them before any mask: integers added up by
 * plain arithmetic, without the code that opens sums.
 */

/** The signed integers that these owners put into one aggregation, added up lane by lane. */
export function plainSums(owners: readonly SecureOwner[], number: number): number[] {
  const put = owners.flatMap((owner): Put[] => owner.put.filter((one) => one.number === number))
  const [first] = put
  if (!first) return []
  return Array.from(first.lanes, (_, lane) =>
    put.reduce((sum, { lanes }) => sum + ((lanes[lane] ?? 0) | 0), 0),
  )
}

/** The old model plus the mean of the updates, where a lane is an update times 2^exponent. */
export function plainModel(
  before: Float32Array,
  sums: readonly number[],
  survivors: number,
  exponent: number,
): Float32Array {
  return before.map((weight, index) => weight + (sums[index] ?? 0) / 2 ** exponent / survivors)
}

/** What the server's Adam remembers, entry by entry. */
export type PlainMoments = { first: Float32Array; second: Float32Array }

/**
 * FedAdam on plain numbers: the model of `plainModel` says where to, Adam how far. β₁ = 0.9, β₂ = 0.99, τ = 10⁻³.
 * @see Reddi et al. 2021, Algorithm 2
 */
export function plainAdam(
  before: Float32Array,
  averaged: Float32Array,
  { first, second }: PlainMoments,
  learningRate: number,
): PlainMoments & { weights: Float32Array } {
  const deltas = averaged.map((weight, index) => weight - (before[index] ?? 0))
  const means = Array.from(deltas, (delta, index) => 0.9 * (first[index] ?? 0) + (1 - 0.9) * delta)
  const squares = Array.from(deltas, (delta, index) => 0.99 * (second[index] ?? 0) + (1 - 0.99) * delta ** 2)
  return {
    weights: before.map(
      (weight, index) =>
        weight + (learningRate * (means[index] ?? 0)) / (Math.sqrt(squares[index] ?? 0) + 1e-3),
    ),
    first: Float32Array.from(means),
    second: Float32Array.from(squares),
  }
}

/**
 * The scale of updates in so many owners' lanes of 32 bits, by [SA5]: the sum of all may not reach 2³¹, and `bound` is
 * the most that one owner puts in.
 */
export function updateExponent(owners: number, bound: number): number {
  let bits = 32
  while (owners * (2 ** (bits - 1) - 1) >= 2 ** 31) bits--
  return Math.floor(Math.log2((2 ** (bits - 1) - 1) / bound))
}

export function recordsOf<Kind extends CommitRecord["kind"]>(
  records: readonly CommitRecord[],
  kind: Kind,
): Extract<CommitRecord, { kind: Kind }>[] {
  return records.filter((record): record is Extract<CommitRecord, { kind: Kind }> => record.kind === kind)
}
