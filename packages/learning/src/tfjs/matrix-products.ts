import { matMul, type Tensor2D, transpose } from "@tensorflow/tfjs-core"
import type { BackendName } from "./backends/names.ts"

/** The two products with a transposed factor that the chain rule asks for. */
export type MatrixProducts = {
  /** aᵀ·b: [rows, a] and [rows, b] to [a, b]. */
  transposedTimes(a: Tensor2D, b: Tensor2D): Tensor2D
  /** a·bᵀ: [rows, b] and [a, b] to [rows, a]. */
  timesTransposed(a: Tensor2D, b: Tensor2D): Tensor2D
}

/**
 * WASM multiplies by XNNPACK only when neither factor is transposed, and about ten times slower otherwise; it also
 * repacks its right factor at each call. So transpose first, and keep the layer's kernel, the larger one, on the left.
 */
const wasm: MatrixProducts = {
  transposedTimes: (a, b) => matMul(transpose(a), b),
  timesTransposed: (a, b) => transpose(matMul(b, transpose(a))),
}

const native: MatrixProducts = {
  transposedTimes: (a, b) => matMul(a, b, true, false),
  timesTransposed: (a, b) => matMul(a, b, false, true),
}

export function matrixProducts(backend: BackendName): MatrixProducts {
  return backend === "wasm" ? wasm : native
}
