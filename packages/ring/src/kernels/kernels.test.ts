import { expect, test } from "vitest"
import { ringKernelsContract } from "./kernels.contract.ts"
import { ringKernels } from "./ring-kernels.ts"
import { scalarKernels } from "./scalar/scalar-kernels.ts"

test("this engine has WASM SIMD, so both forms are held to the contract", () => {
  expect(ringKernels().engine).toBe("simd")
})

test.each([
  ["prepare32", 1, { rows: 50, inner: 784, columns: 500 }],
  ["prepare32", 1, { rows: 3, inner: 1_031, columns: 61 }],
  ["prepare64", 2, { rows: 7, inner: 784, columns: 131 }],
] as const)(
  "%s: both forms agree on shapes that make memory grow",
  (prepare, per, { rows, inner, columns }) => {
    const words = (count: number, factor: number) =>
      Int32Array.from({ length: per * count }, (_, index) => Math.imul(index + 1, factor))
    const products = [scalarKernels(), ringKernels()].map((kernels) => {
      const earlier = kernels[prepare](words(inner * columns, 0x85eb_ca6b), inner, columns)
      const matrix = kernels[prepare](words(inner * columns, 0x9e37_79b1), inner, columns)
      const out = new Int32Array(per * rows * columns)
      matrix.multiply(out, words(rows * inner, 0xc2b2_ae35), rows)
      matrix.free()
      const again = new Int32Array(out.length)
      earlier.multiply(again, words(rows * inner, 0x27d4_eb2f), rows)
      return [out, again]
    })
    expect(products[1]).toEqual(products[0])
  },
)

ringKernelsContract("scalar", scalarKernels())
ringKernelsContract("SIMD", ringKernels())
