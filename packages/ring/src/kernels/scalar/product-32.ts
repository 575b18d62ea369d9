import type { ProductShape } from "../kernels.ts"

/** out = a · b mod 2³², in plain loops. */
export function multiply32(
  out: Int32Array,
  a: Int32Array,
  b: Int32Array,
  { rows, inner, columns }: ProductShape,
): void {
  out.fill(0)
  for (let row = 0; row < rows; row++)
    for (let index = 0; index < inner; index++) {
      const factor = a[row * inner + index] ?? 0
      const [target, source] = [row * columns, index * columns]
      for (let column = 0; column < columns; column++)
        out[target + column] = ((out[target + column] ?? 0) + Math.imul(factor, b[source + column] ?? 0)) | 0
    }
}
