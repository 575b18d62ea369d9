import { elementKernels } from "@tutti/ring"
import { newWords } from "./memory.ts"
import { planeWords } from "./planes.ts"
import type { Ring } from "./ring.ts"

/** Z/2³² with one word an element, by kernels. */
export const wordRing: Ring = {
  bits: 32,
  words: 1,
  add(a, b, sum = newWords(a.length)) {
    elementKernels(a.length).add(sum, a, b)
    return sum
  },
  subtract(a, b, difference = newWords(a.length)) {
    elementKernels(a.length).subtract(difference, a, b)
    return difference
  },
  multiply(a, b, product = newWords(a.length)) {
    elementKernels(a.length).multiply(product, a, b)
    return product
  },
  addConstant(a, constant, sum = newWords(a.length)) {
    elementKernels(a.length).addConstant(sum, a, Number(BigInt.asIntN(32, constant)))
    return sum
  },
  shiftRight(a, by, shifted = newWords(a.length)) {
    elementKernels(a.length).shiftRight(shifted, a, by)
    return shifted
  },
  digits(a, at, count, digits = new Uint8Array(a.length)) {
    elementKernels(a.length).digits(digits, a, at, count)
    return digits
  },
  plane(a, at) {
    const plane = newWords(planeWords(a.length))
    elementKernels(a.length).plane(plane, a, at)
    return plane
  },
  uniform: (words) => words,
}
