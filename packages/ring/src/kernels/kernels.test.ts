import { ringKernelsContract } from "./kernels.contract.ts"
import { scalarKernels } from "./scalar/scalar-kernels.ts"

ringKernelsContract("scalar", scalarKernels())
