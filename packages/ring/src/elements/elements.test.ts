import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { scalarElements } from "./scalar-elements.ts"
import { simdElements } from "./simd/simd-elements.ts"

fc.configureGlobal({ seed: 20_261_122 })

const simd = simdElements()
if (simd === undefined) throw new Error("no WASM SIMD in this engine")
const both = [scalarElements, simd] as const

type Words = Int32Array<ArrayBuffer>
const edges = fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 0x5555_5555, 0x8000_0001 | 0)
const word = fc.oneof(edges, fc.integer())
/** Long ones repeat a few words; blocks end at 16,384. */
const length = fc.oneof(
  { weight: 3, arbitrary: fc.nat(300) },
  { weight: 1, arbitrary: fc.constantFrom(16_383, 16_384, 16_385, 40_007) },
)
const vectors = fc
  .record({ length, some: fc.array(word, { minLength: 3, maxLength: 11 }) })
  .map(({ length, some }) => {
    const from = (step: number): Words =>
      Int32Array.from({ length }, (_, i) => (some[(step * i + (i >> 5)) % some.length] ?? 0) + (i & 255))
    return { length, a: from(1), b: from(2), tables: from(3) }
  })
const planeOf = ({ a, length }: { a: Words; length: number }) => a.slice(0, (length + 31) >> 5)
/** Behind the last element a plane's bits are anything. */
const bitsOf = (plane: Words, length: number) =>
  Array.from({ length }, (_, i) => ((plane[i >> 5] ?? 0) >>> (i & 31)) & 1)
/** Comparing long vectors by name would take longer than all the rest. */
const same = (one: ArrayLike<number> = [], other: ArrayLike<number> = []) =>
  expect(one.length === other.length && Array.prototype.every.call(one, (x, i) => x === other[i])).toBe(true)
const check = (property: (of: { a: Words; b: Words; tables: Words; length: number }) => void) =>
  fc.assert(fc.property(vectors, property), { numRuns: 60 })

describe("element kernels: WASM SIMD gives the bits of the plain loops", () => {
  test.each(["add", "subtract", "multiply", "xor"] as const)(
    "%s, into memory of its own or an operand's",
    (name) => {
      check(({ a, b, length }) => {
        const results = both.map((kernels) => {
          const [out, left, right] = [new Int32Array(length), a.slice(), b.slice()]
          kernels[name](out, a, b)
          kernels[name](left, left, b)
          kernels[name](right, a, right)
          same(left, out)
          same(right, out)
          return out
        })
        same(results[0], results[1])
      })
    },
  )

  test("what they are: integers mod 2^32, and bits", () => {
    check(({ a, b, length }) => {
      const out = new Int32Array(length)
      for (const kernels of both) {
        kernels.add(out, a, b)
        expect(out.every((sum, i) => sum === (((a[i] ?? 0) + (b[i] ?? 0)) | 0))).toBe(true)
        kernels.subtract(out, out, b)
        same(out, a)
        kernels.xor(out, a, b)
        expect(out.every((sum, i) => sum === ((a[i] ?? 0) ^ (b[i] ?? 0)))).toBe(true)
        kernels.multiply(out, a, b)
        expect(out.every((product, i) => product === Math.imul(a[i] ?? 0, b[i] ?? 0))).toBe(true)
      }
    })
  })

  test("a constant, a shift, digits and a plane", () => {
    fc.assert(
      fc.property(
        vectors,
        word,
        fc.nat(31),
        fc.integer({ min: 1, max: 8 }),
        ({ a, length }, constant, at, count) => {
          const results = both.map((kernels) => {
            const [sum, shifted] = [a.slice(), a.slice()]
            const digits = new Uint8Array(length)
            const plane = new Int32Array((length + 31) >> 5)
            kernels.addConstant(sum, sum, constant)
            kernels.shiftRight(shifted, shifted, at)
            kernels.digits(digits, a, at, count)
            kernels.plane(plane, a, at)
            same(
              bitsOf(plane, length),
              shifted.map((word) => word & 1),
            )
            same(
              digits,
              shifted.map((word) => word & (2 ** count - 1)),
            )
            return { sum, shifted }
          })
          same(results[0]?.shifted, results[1]?.shifted)
          for (const { sum } of results)
            same(
              sum,
              a.map((word) => word + constant),
            )
        },
      ),
      { numRuns: 60 },
    )
  })

  test("one of two by bits", () => {
    check(({ a, b, length }) => {
      const plane = planeOf({ a, length })
      const bits = bitsOf(plane, length)
      for (const kernels of both) {
        const [out, left, right] = [new Int32Array(length), a.slice(), b.slice()]
        kernels.choose(out, plane, a, b)
        kernels.choose(left, plane, left, b)
        kernels.choose(right, plane, a, right)
        expect(out.every((word, i) => word === (bits[i] ? a[i] : b[i]))).toBe(true)
        same(left, out)
        same(right, out)
      }
    })
  })

  test("every value's table, looked up at every digit", () => {
    const [values, digits] = [0, 1].map((which) =>
      Uint8Array.from({ length: 256 }, (_, i) => (which === 0 ? i & 15 : i >> 4)),
    )
    if (!values || !digits) throw new Error("two")
    for (const kernels of both) {
      const tables = new Int32Array(256)
      kernels.writeTables(tables, values)
      const [less, equal] = [new Int32Array(8), new Int32Array(8)]
      kernels.lookUp(less, equal, tables, digits)
      expect(bitsOf(less, 256)).toEqual([...digits].map((digit, i) => Number(digit < (values[i] ?? 0))))
      expect(bitsOf(equal, 256)).toEqual([...digits].map((digit, i) => Number(digit === values[i])))
    }
  })

  test("shares of tables, which are any words", () => {
    check(({ a, tables, length }) => {
      const values = Uint8Array.from(a, (word) => word & 15)
      const results = both.map((kernels) => {
        const written = new Int32Array(length)
        const [less, equal] = [new Int32Array((length + 31) >> 5), new Int32Array((length + 31) >> 5)]
        kernels.writeTables(written, values)
        kernels.lookUp(less, equal, tables, values)
        return [...written, ...bitsOf(less, length), ...bitsOf(equal, length)]
      })
      same(results[0], results[1])
    })
  })
})
