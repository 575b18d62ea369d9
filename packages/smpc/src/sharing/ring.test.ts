import { unsafeSeededRandom } from "@tutti/testkit"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { gather } from "./gather.ts"
import { numbersOf, wordsOf } from "./numbers.ts"
import { choose, packedBytes, packPlanes, planeAt, planesOf, planeWords, unpackPlanes } from "./planes.ts"
import { type Ring, ringOf, type Words } from "./ring.ts"
import { shareBits, shareOfOwner, shareWords } from "./shares.ts"

const BITS = [4, 10, 31, 32, 64]
const random = unsafeSeededRandom("ring")

/** Elements with the boundary in them, as unsigned integers. */
const element = (bits: number) =>
  fc.oneof(
    fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n }),
    fc.constantFrom(0n, 1n, (1n << BigInt(bits)) - 1n, 1n << BigInt(bits - 1), (1n << BigInt(bits - 1)) - 1n),
  )
const pairs = (bits: number) => fc.array(fc.tuple(element(bits), element(bits)), { maxLength: 40 })

const wordsFrom = ({ words }: Ring, values: readonly bigint[]): Words =>
  Int32Array.from(
    values.flatMap((value) =>
      Array.from({ length: words }, (_, word) => Number(BigInt.asIntN(32, value >> BigInt(32 * word)))),
    ),
  )
const valuesFrom = ({ words, bits }: Ring, vector: Words): bigint[] =>
  Array.from({ length: vector.length / words }, (_, index) => {
    const [low = 0, high = 0] = vector.subarray(index * words, (index + 1) * words)
    const value = words === 1 ? BigInt(low) : (BigInt(high) << 32n) | BigInt(low >>> 0)
    return BigInt.asUintN(bits, value)
  })

describe.each(BITS)("arithmetic mod 2^%i is that of whole numbers", (bits) => {
  const ring = ringOf(bits)
  const wrap = (value: bigint) => BigInt.asUintN(bits, value)

  test("sums, differences, products, constants", () => {
    fc.assert(
      fc.property(pairs(bits), fc.bigInt({ min: -(1n << 64n), max: 1n << 64n }), (given, constant) => {
        const [a, b] = [given.map(([left]) => left), given.map(([, right]) => right)]
        const [left, right] = [wordsFrom(ring, a), wordsFrom(ring, b)]
        const expected = (join: (x: bigint, y: bigint) => bigint) => given.map(([x, y]) => wrap(join(x, y)))
        expect(valuesFrom(ring, ring.add(left, right))).toEqual(expected((x, y) => x + y))
        expect(valuesFrom(ring, ring.subtract(left, right))).toEqual(expected((x, y) => x - y))
        expect(valuesFrom(ring, ring.multiply(left, right))).toEqual(expected((x, y) => x * y))
        expect(valuesFrom(ring, ring.addConstant(left, constant))).toEqual(a.map((x) => wrap(x + constant)))
      }),
    )
  })

  test("written over an operand, they are the same", () => {
    fc.assert(
      fc.property(pairs(bits), fc.bigInt({ min: -(1n << 64n), max: 1n << 64n }), (given, constant) => {
        const left = wordsFrom(
          ring,
          given.map(([left]) => left),
        )
        const right = wordsFrom(
          ring,
          given.map(([, right]) => right),
        )
        for (const join of [ring.add, ring.subtract, ring.multiply]) {
          const result = join(left, right)
          const [a, b] = [left.slice(), right.slice()]
          expect(join(a, right, a)).toBe(a)
          expect(join(left, b, b)).toBe(b)
          expect([a, b]).toEqual([result, result])
        }
        const [sum, shifted] = [left.slice(), left.slice()]
        ring.addConstant(sum, constant, sum)
        ring.shiftRight(shifted, bits - 3, shifted)
        expect([sum, shifted]).toEqual([ring.addConstant(left, constant), ring.shiftRight(left, bits - 3)])
      }),
    )
  })

  test("shifts, digits and single bits", () => {
    fc.assert(
      fc.property(pairs(bits), fc.nat(bits - 1), fc.integer({ min: 1, max: 4 }), (given, at, count) => {
        const a = given.map(([left]) => left)
        const words = wordsFrom(ring, a)
        expect(valuesFrom(ring, ring.shiftRight(words, at))).toEqual(a.map((x) => x >> BigInt(at)))
        const digits = a.map((x) => Number((x >> BigInt(at)) & ((1n << BigInt(count)) - 1n)))
        expect([...ring.digits(words, at, count)]).toEqual(digits)
        const plane = ring.plane(words, at)
        expect(a.map((_, i) => ((plane[i >> 5] ?? 0) >>> i) & 1)).toEqual(
          a.map((x) => Number((x >> BigInt(at)) & 1n)),
        )
      }),
    )
  })

  test("shares add up to what was shared, and to another pair each time", () => {
    fc.assert(
      fc.property(pairs(bits), (given) => {
        const a = given.map(([left]) => left)
        const words = ring.uniform(wordsFrom(ring, a))
        const [first, second] = shareWords(ring, words, random)
        expect(valuesFrom(ring, ring.add(first, second))).toEqual(a)
        if (a.length > 10) expect(shareWords(ring, words, random)[0]).not.toEqual(first)
      }),
    )
  })

  test("whole numbers come back as they were", () => {
    const most = 2 ** Math.min(bits - 1, 52)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -most, max: most - 1 })), (numbers) => {
        expect([...numbersOf(ring, wordsOf(ring, Float64Array.from(numbers)))]).toEqual(
          numbers.map((n) => n + 0),
        )
      }),
    )
  })

  test("elements are gathered row by row, and chosen bit by bit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), (rows, width) => {
        const numbers = Array.from({ length: rows * width }, (_, i) => i % 8)
        const indices = Int32Array.from({ length: width }, (_, i) => width - 1 - i)
        const vector = wordsOf(ring, Float64Array.from(numbers))
        const mirrored = numbers.map(
          (_, i) => numbers[i - (i % width) + width - 1 - (i % width)] ?? Number.NaN,
        )
        expect([...numbersOf(ring, gather(ring, vector, width, indices))]).toEqual(
          numbersOfSmall(ring, mirrored),
        )
        const plane = Int32Array.from({ length: planeWords(numbers.length) }, () => 0x5555_5555)
        const chosen = choose(plane, ring.words, vector, wordsOf(ring, new Float64Array(numbers.length)))
        expect([...numbersOf(ring, chosen)]).toEqual(
          numbersOfSmall(
            ring,
            numbers.map((n, i) => (i % 2 === 0 ? n : 0)),
          ),
        )
      }),
    )
  })
})

/** As signed numbers of so many bits. */
const numbersOfSmall = ({ bits }: Ring, numbers: readonly number[]) =>
  numbers.map((n) => (bits === 4 && n > 7 ? n - 16 : n))

describe("bits of many gates", () => {
  const planes = fc
    .record({ size: fc.integer({ min: 1, max: 130 }), count: fc.integer({ min: 0, max: 7 }) })
    .chain(({ size, count }) =>
      fc.record({
        size: fc.constant(size),
        count: fc.constant(count),
        bits: fc.array(fc.boolean(), { minLength: size * count, maxLength: size * count }),
      }),
    )

  test("are packed without gaps, the lowest first, and come back", () => {
    fc.assert(
      fc.property(planes, ({ size, count, bits }) => {
        const all = planesOf(
          Array.from({ length: count }, (_, plane) => {
            // Whatever stands beyond the last gate must not be packed.
            const words = new Int32Array(planeWords(size)).fill(-1)
            for (let i = 0; i < size; i++)
              if (!bits[plane * size + i]) words[i >> 5] = (words[i >> 5] ?? 0) & ~(1 << i)
            return words
          }),
        )
        const packed = packPlanes(all, size)
        expect(packed.length).toBe(packedBytes(size * count))
        expect(bits.map((_, i) => (((packed[i >> 3] ?? 0) >> (i & 7)) & 1) === 1)).toEqual(bits)
        const spare = packed.length * 8 - size * count
        expect((packed.at(-1) ?? 0) >> (8 - spare)).toBe(0)
        const unpacked = unpackPlanes(packed, count, size)
        for (let plane = 0; plane < count; plane++)
          for (let i = 0; i < size; i++)
            expect((((planeAt(unpacked, plane, size)[i >> 5] ?? 0) >>> i) & 1) === 1).toBe(
              bits[plane * size + i],
            )
      }),
    )
  })

  test("are shared by exclusive or", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 12 }), (bytes) => {
        const [first, second] = shareBits(Uint8Array.from(bytes), random)
        expect(first.map((byte, index) => byte ^ (second[index] ?? 0))).toEqual(Uint8Array.from(bytes))
        expect(first).not.toEqual(bytes)
      }),
    )
  })
})

test("whoever may see a vector holds all of it, and the other one zeros", () => {
  const vector = Int32Array.of(1, -2, 3)
  expect([shareOfOwner(0, 1, vector), shareOfOwner(1, 1, vector)]).toEqual([new Int32Array(3), vector])
})

test.each([3, 33, 63, 12.5, Number.NaN])("there is no ring of %d bits", (bits) => {
  expect(() => ringOf(bits)).toThrow(RangeError)
})
