import type { Measurement } from "../harness/measurement.ts"
import { productRates } from "./kernels.ts"

export const measurement: Measurement = {
  name: "inference/matmul32",
  what: "multiply-adds mod 2^32 on one core: 50 rows of 784 by prepared weights of 784 × 500, operands and result copied",
  unit: "G/s",
  bar: 6,
  moreIsBetter: true,
  anchor: { name: "the same in a plain JavaScript loop, in turn" },
  run: async () => productRates("prepare32", 1),
}
