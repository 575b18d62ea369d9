import { elementsIn, type Ring, type Words } from "./ring.ts"

/** Whole numbers as elements. @param numbers |number| < 2⁵³, and within the ring */
export function wordsOf(ring: Ring, numbers: Float64Array): Words {
  const words = new Int32Array(numbers.length * ring.words)
  for (let index = 0; index < numbers.length; index++) {
    const number = numbers[index] ?? 0
    words[index * ring.words] = number
    if (ring.words === 2) words[2 * index + 1] = Math.floor(number / 2 ** 32)
  }
  return ring.uniform(words)
}

/** The residues nearest to 0. Beyond ±2⁵³ the nearest number that there is. */
export function numbersOf(ring: Ring, words: Words): Float64Array<ArrayBuffer> {
  const numbers = new Float64Array(elementsIn(ring, words))
  const unused = 32 - ring.bits
  for (let index = 0; index < numbers.length; index++) {
    const low = words[index * ring.words] ?? 0
    // The high word is signed, and the low one below it is not.
    numbers[index] =
      ring.words === 1 ? (low << unused) >> unused : (words[2 * index + 1] ?? 0) * 2 ** 32 + (low >>> 0)
  }
  return numbers
}
