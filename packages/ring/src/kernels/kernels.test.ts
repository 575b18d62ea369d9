import { expect, test } from "vitest"
import { ringKernelsContract } from "./kernels.contract.ts"
import { ringKernels } from "./ring-kernels.ts"
import { scalarKernels } from "./scalar/scalar-kernels.ts"

test("this engine has WASM SIMD, so both forms are held to the contract", () => {
  expect(ringKernels().engine).toBe("simd")
})

ringKernelsContract("scalar", scalarKernels())
ringKernelsContract("SIMD", ringKernels())
