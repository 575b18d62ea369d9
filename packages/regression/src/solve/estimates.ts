import type { RefusalCode } from "@tutti/protocol"

/** What a solve finds, in the columns' own units; the rest of the table follows from it in the open. */
export type Estimates = {
  readonly rows: number
  /** Intercepts that centring has absorbed; they cost degrees of freedom. */
  readonly absorbed: number
  /** β, [parameters], the intercept first where one is estimated. */
  readonly coefficients: readonly number[]
  /** Diagonal of (XᵀWX)⁻¹, [parameters]; null with a ridge, whose standard errors would need more than it. */
  readonly inverseDiagonal: readonly number[] | null
  /** ‖y − Xβ‖², weighted. */
  readonly residualSum: number
  /** Of y about its mean where an intercept is estimated or absorbed, else about 0; weighted. */
  readonly totalSum: number
  /** totalSum − residualSum, without the cancellation. */
  readonly explainedSum: number
}

export type SolveRefusal = {
  readonly code: RefusalCode
  /** The column that is in the way. */
  readonly column?: string
  /** The columns that it depends on. */
  readonly from?: readonly string[]
}

export type Solved =
  | { readonly ok: true; readonly estimates: Estimates }
  | ({ readonly ok: false } & SolveRefusal)
