import { expect, test } from "vitest"
import { startModule } from "../../wasm/start-module.ts"
import { ELEMENTS_WASM } from "./module.ts"
import { type ElementExports, elementsBy } from "./simd-elements.ts"

const exports = startModule<ElementExports>(ELEMENTS_WASM)
if (exports === undefined) throw new Error("no SIMD here")
const kernels = elementsBy(exports)
const atFirst = new Uint8Array(exports.memory.buffer.slice(0))
/** The module's own data included. */
const bytesLeft = () =>
  new Uint8Array(exports.memory.buffer).filter((byte, at) => byte !== (atFirst[at] ?? 0)).length

test.each([1, 31, 33, 16_384, 40_007])(
  "of vectors of %i elements nothing is left, neither operand nor result",
  (length) => {
    const some = () => new Int32Array(length).fill(0x5a5a5a5b)
    const plane = () => new Int32Array((length + 31) >> 5).fill(0x5a5a5a5b)
    const bytes = () => new Uint8Array(length).fill(11)
    const calls = [
      () => kernels.add(some(), some(), some()),
      () => kernels.subtract(some(), some(), some()),
      () => kernels.multiply(some(), some(), some()),
      () => kernels.xor(some(), some(), some()),
      () => kernels.addConstant(some(), some(), 7),
      () => kernels.shiftRight(some(), some(), 3),
      () => kernels.plane(plane(), some(), 1),
      () => kernels.choose(some(), plane(), some(), some()),
      () => kernels.digits(bytes(), some(), 1, 4),
      () => kernels.writeTables(some(), bytes()),
      () => kernels.lookUp(plane(), plane(), some(), bytes()),
    ]
    for (const call of calls) {
      call()
      expect(bytesLeft()).toBe(0)
    }
  },
)
