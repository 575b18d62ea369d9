import { concatBytes, encodeUtf8 } from "@tutti/ring"
import { triangleIndex } from "../statistics/triangle.ts"
import { COUNTS } from "./layout.ts"
import { combineForms, type LinearForm, type LinearTerm } from "./linear-form.ts"
import type { Setting } from "./stage.ts"
import { weightsOf } from "./weights.ts"

/*
 * The check of the dealer. What it deals are random values, which may be any, and products of them, which must be right:
 * a wrong one would give a wrong table and no sign of it. Each factor has a sibling that serves nothing else; the factor
 * and its sibling are added up under weights that the dealer could not foresee, and the sums are opened:
 *
 *   r* = Σ sᵢ Rᵢ + R_d,   q* = t q + q′,   u* = t′ u₀ + u′
 *
 * They are uniform. With them every product is linear in what was dealt, and one random combination of all of
 *
 *   r*ᵀ U_A = Σ sᵢ (R U_A)ᵢ,   r* q = Σ sᵢ Qᵢ,   r*ᵀ (q u_b) = Σ sᵢ (Q u_b)ᵢ,
 *   q* u_b = t (q u_b) + q′ u_b,   u* u₀ = t′ u₀² + u′ u₀,   zeros = 0
 *
 * is opened: it is 0, or the dealer is at fault. No data enters, so it tells nobody anything. An error stays unseen with
 * probability 2⁻¹²⁷. What is left to a dealer are R, ρ and U, which any table is the same for, if one comes of them.
 * @see Freivalds 1979 (checking products by random vectors); Damgård, Pastro, Smart & Zakarias 2012, figure 5 (sacrifice)
 */

/** What the dealer could not foresee: how factors and relations are weighted. */
export type Challenge = {
  /** s, [size + 1]; the last is 1. */
  readonly rows: readonly bigint[]
  /** t */
  readonly quotient: bigint
  /** t′ */
  readonly square: bigint
  /** One for each relation. */
  readonly relations: readonly bigint[]
}

/** What round 2 opens of the factors. */
export type Probe = {
  /** r*, [size] */
  readonly row: readonly bigint[]
  /** q* */
  readonly quotient: bigint
  /** u* */
  readonly square: bigint
}

/** How many numbers a probe has. */
export const probeCount = ({ parameters }: Setting): number => parameters.size + 2

/** @param seed [32] that the parties drew after the dealer had dealt, and the dealer does not know */
export function challengeOf({ parameters }: Setting, seed: Uint8Array): Challenge {
  const { size } = parameters
  const count = size + 2 + (3 * size + 2 + COUNTS)
  const weights = weightsOf(concatBytes(encodeUtf8("rg/probe/1"), seed), count)
  const [quotient = 0n, square = 0n] = weights.slice(size)
  return { rows: [...weights.slice(0, size), 1n], quotient, square, relations: weights.slice(size + 2) }
}

/** r*, q* and u*. */
export function probeForms(
  { parameters, layout }: Setting,
  { rows, quotient, square }: Challenge,
): LinearForm[] {
  const { size } = parameters
  const row = indices(size).map((column) => rowSum(layout.randomiser, rows, size, column, 1n))
  return [
    ...row,
    [
      [layout.quotient, quotient],
      [layout.quotient + 1, 1n],
    ] as const,
    [
      [maskAt(size, 0, size), square],
      [layout.squareSibling, 1n],
    ] as const,
  ].map((terms) => ({ constant: 0n, terms }))
}

export function probeFrom({ parameters }: Setting, opened: readonly bigint[]): Probe {
  const { size } = parameters
  const [quotient = 0n, square = 0n] = opened.slice(size)
  return { row: opened.slice(0, size), quotient, square }
}

/** The one number that is 0 of an honest dealer. */
export function checkForm(setting: Setting, challenge: Challenge, probe: Probe): LinearForm {
  const forms = relations(setting, challenge, probe).map((terms) => ({ constant: 0n, terms }))
  return { constant: 0n, terms: combineForms(setting.parameters.field, forms, challenge.relations) }
}

/** Each is 0 if the products in it are right. */
function relations(
  { parameters, layout }: Setting,
  { rows, quotient, square }: Challenge,
  probe: Probe,
): LinearTerm[][] {
  const { size } = parameters
  const columns = indices(size)
  return [
    ...columns.map((column) => [
      ...probe.row.map((entry, inner): LinearTerm => [maskAt(size, inner, column), entry]),
      ...rowSum(layout.randomisedMask, rows, size, column, -1n),
    ]),
    ...columns.map((column) => [
      [layout.quotient, probe.row[column] ?? 0n] as const,
      ...rowSum(layout.scaledRandomiser, rows, size, column, -1n),
    ]),
    [
      ...probe.row.map((entry, inner): LinearTerm => [layout.scaledRight + inner, entry]),
      ...rowSum(layout.scaledMask, rows, 1, 0, -1n),
    ],
    ...columns.map((column): LinearTerm[] => [
      [maskAt(size, column, size), probe.quotient],
      [layout.scaledRight + column, -quotient],
      [layout.scaledRight + size + column, -1n],
    ]),
    [
      [maskAt(size, 0, size), probe.square],
      [layout.maskSquare, -square],
      [layout.maskSquare + 1, -1n],
    ],
    ...indices(COUNTS).map((place): LinearTerm[] => [[layout.zeros + place, 1n]]),
  ]
}

/** sign · Σ sᵢ · entry (i, column) of a dealt matrix. */
const rowSum = (
  at: number,
  rows: readonly bigint[],
  width: number,
  column: number,
  sign: bigint,
): LinearTerm[] => rows.map((weight, row) => [at + row * width + column, sign * weight])

/** Masks stand first in the layout. */
const maskAt = (size: number, row: number, column: number): number => triangleIndex(size + 1, row, column)

const indices = (count: number): number[] => [...Array(count).keys()]
