import { chacha12 as nobleChacha12 } from "@noble/ciphers/chacha.js"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { fromHex, toHex } from "../bytes/hex.ts"
import type { RingKernels } from "./kernels.ts"
import { type Patches, samePatches, validPatches } from "./patches.ts"

/* What every form of the kernels does, held against BigInt, against an indexed loop over pixels and against @noble. */

const edges32 = fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 0xffff, 0x1_0000)
const edges64 = fc.constantFrom(
  0n,
  1n,
  -1n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  -(2n ** 31n),
)
const element = {
  1: fc.oneof(edges32, fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })).map(BigInt),
  2: fc.oneof(edges64, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
}
const side = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 5, 8), fc.nat(21))
const product = (wordsPerElement: 1 | 2) =>
  fc.record({ rows: side, inner: side, columns: side }).chain(({ rows, inner, columns }) =>
    fc.record({
      shape: fc.constant({ rows, inner, columns }),
      a: vector(rows * inner, wordsPerElement),
      b: vector(inner * columns, wordsPerElement),
    }),
  )

function vector(length: number, wordsPerElement: 1 | 2) {
  return fc.array(element[wordsPerElement], { minLength: length, maxLength: length })
}

function words(elements: readonly bigint[], wordsPerElement: 1 | 2): Int32Array {
  if (wordsPerElement === 1) return Int32Array.from(elements, Number)
  return Int32Array.from(
    elements.flatMap((value) => [value, value >> 32n].map((word) => Number(BigInt.asIntN(32, word)))),
  )
}

/** The product of the definition, over integers, reduced at the end. */
function expectedProduct(
  a: readonly bigint[],
  b: readonly bigint[],
  { rows, inner, columns }: { rows: number; inner: number; columns: number },
  bits: number,
): bigint[] {
  return Array.from({ length: rows * columns }, (_, place) => {
    const [row, column] = [Math.floor(place / columns), place % columns]
    let sum = 0n
    for (let index = 0; index < inner; index++)
      sum += (a[row * inner + index] ?? 0n) * (b[index * columns + column] ?? 0n)
    return BigInt.asIntN(bits, sum)
  })
}

/** The patches of the definition, pixel by pixel: no window is cut, every place outside is asked for and is 0. */
function expectedPatches(image: readonly bigint[], patches: Patches): bigint[] {
  const { height, width, channels, kernelHeight, kernelWidth, stride, top, left } = patches
  const rows: bigint[] = []
  for (let outY = 0; outY < patches.outHeight; outY++)
    for (let outX = 0; outX < patches.outWidth; outX++)
      for (let row = 0; row < kernelHeight; row++)
        for (let column = 0; column < kernelWidth; column++)
          for (let channel = 0; channel < channels; channel++) {
            const [y, x] = [outY * stride - top + row, outX * stride - left + column]
            const inside = y >= 0 && y < height && x >= 0 && x < width
            rows.push(inside ? (image[(y * width + x) * channels + channel] ?? 0n) : 0n)
          }
  return rows
}

const window = fc.record({
  height: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 1, max: 7 }),
  channels: fc.integer({ min: 1, max: 5 }),
  kernelHeight: fc.integer({ min: 1, max: 5 }),
  kernelWidth: fc.integer({ min: 1, max: 5 }),
  stride: fc.integer({ min: 1, max: 3 }),
})
const patches = fc.oneof(window.map(validPatches), window.map(samePatches))
const convolution = (wordsPerElement: 1 | 2) =>
  fc.record({ patches, count: fc.nat(3), columns: side }).chain(({ patches, count, columns }) =>
    fc.record({
      patches: fc.constant(patches),
      columns: fc.constant(columns),
      images: fc.array(vector(patches.height * patches.width * patches.channels, wordsPerElement), {
        minLength: count,
        maxLength: count,
      }),
      kernel: vector(
        patches.kernelHeight * patches.kernelWidth * patches.channels * columns,
        wordsPerElement,
      ),
    }),
  )

export function ringKernelsContract(name: string, kernels: RingKernels): void {
  const rings = [
    { ring: "Z/2^32", bits: 32, per: 1, matmul: kernels.matmul32, prepare: kernels.prepare32 },
    { ring: "Z/2^64", bits: 64, per: 2, matmul: kernels.matmul64, prepare: kernels.prepare64 },
  ] as const

  describe.each(rings)(`${name} kernels over $ring`, ({ bits, per, matmul, prepare }) => {
    test("multiply matrices as integers do, reduced at the end", () => {
      fc.assert(
        fc.property(product(per), ({ shape, a, b }) => {
          const expected = words(expectedProduct(a, b, shape, bits), per)
          const out = new Int32Array(expected.length).fill(7)
          matmul(out, words(a, per), words(b, per), shape)
          expect(out).toEqual(expected)
        }),
      )
    })

    test("sums of a million products carry as they should: (−1)² is added up", () => {
      const inner = 2 ** 20 + 3
      const ones = new Int32Array(per * inner).fill(-1)
      const out = new Int32Array(per)
      matmul(out, ones, ones, { rows: 1, inner, columns: 1 })
      expect(out).toEqual(words([BigInt(inner)], per))
    })

    test("multiply by a prepared matrix, time and again and with another number of rows, as without preparing", () => {
      fc.assert(
        fc.property(product(per), fc.nat(3), ({ shape, a, b }, fewer) => {
          const { rows, inner, columns } = shape
          const right = words(b, per)
          const prepared = prepare(right, inner, columns)
          right.fill(-1)
          for (const some of [rows, Math.max(0, rows - fewer)]) {
            const part = a.slice(0, some * inner)
            const expected = words(expectedProduct(part, b, { rows: some, inner, columns }, bits), per)
            const out = new Int32Array(expected.length).fill(7)
            prepared.multiply(out, words(part, per), some)
            expect(out).toEqual(expected)
          }
          prepared.free()
        }),
        { numRuns: 50 },
      )
    })

    test("take views into larger memory, and write nowhere but to the output", () => {
      const shape = { rows: 3, inner: 2, columns: 5 }
      const within = (length: number, value: number) =>
        new Int32Array(per * length + 5).fill(value).subarray(2, 2 + per * length)
      const out = within(15, 7)
      matmul(out, within(6, -1), within(10, -1), shape)
      expect(out).toEqual(
        words(
          Array.from({ length: 15 }, () => 2n),
          per,
        ),
      )
      const around = new Int32Array(out.buffer)
      expect([...around.subarray(0, 2), ...around.subarray(-3)]).toEqual([7, 7, 7, 7, 7])
    })

    test("convolve as the patches of every image times the matrix", () => {
      fc.assert(
        fc.property(convolution(per), ({ patches, columns, images, kernel }) => {
          const inner = patches.kernelHeight * patches.kernelWidth * patches.channels
          const rows = patches.outHeight * patches.outWidth
          const expected = images.flatMap((image) =>
            expectedProduct(expectedPatches(image, patches), kernel, { rows, inner, columns }, bits),
          )
          const prepared = prepare(words(kernel, per), inner, columns)
          const out = new Int32Array(per * expected.length).fill(7)
          prepared.convolve(out, words(images.flat(), per), patches)
          prepared.free()
          expect(out).toEqual(words(expected, per))
        }),
        { numRuns: 50 },
      )
    })

    test("many matrices are held at once, and freed in any order", () => {
      const sizes = [3, 40, 1, 17, 64]
      const held = sizes.map((size) => prepare(new Int32Array(per * size * size).fill(size), size, size))
      held[1]?.free()
      held[3]?.free()
      const late = prepare(new Int32Array(per * 30 * 30).fill(5), 30, 30)
      for (const [index, matrix] of [...held.entries(), [5, late] as const]) {
        if (index === 1 || index === 3) continue
        const size = sizes[index] ?? 5
        const ones = Int32Array.from({ length: per * matrix.inner }, (_, word) => (word % per === 0 ? 1 : 0))
        const out = new Int32Array(per * matrix.columns)
        matrix.multiply(out, ones, 1)
        expect(out).toEqual(new Int32Array(out.length).fill(size * matrix.inner))
        matrix.free()
      }
    })

    test.each([
      ["out", 3, 4, 4],
      ["a", 4, 3, 4],
      ["b", 4, 4, 3],
    ])("a wrong length of %s throws", (_, out, a, b) => {
      const [outWords, aWords, bWords] = [out, a, b].map((length) => new Int32Array(per * length))
      if (outWords === undefined || aWords === undefined || bWords === undefined)
        throw new Error("three vectors")
      expect(() => matmul(outWords, aWords, bWords, { rows: 2, inner: 2, columns: 2 })).toThrow(RangeError)
    })

    test("a freed matrix throws, and may be freed again", () => {
      const freed = prepare(new Int32Array(per), 1, 1)
      freed.free()
      freed.free()
      expect(() => freed.multiply(new Int32Array(per), new Int32Array(per), 1)).toThrow("freed")
    })

    test("windows that do not fit the matrix, or half an image, throw", () => {
      const matrix = prepare(new Int32Array(per * 4), 4, 1)
      const square = (side: number) =>
        validPatches({ height: 2, width: 2, channels: 1, kernelHeight: side, kernelWidth: side, stride: 1 })
      const convolve = (side: number, length: number) =>
        matrix.convolve(new Int32Array(per), new Int32Array(per * length), square(side))
      expect(() => convolve(1, 4)).toThrow(RangeError)
      expect(() => convolve(2, 5)).toThrow(RangeError)
      expect(() => convolve(2, 8)).toThrow(RangeError)
      convolve(2, 4)
      matrix.free()
    })
  })

  describe(`${name} ChaCha12`, () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })

    test("gives the key stream that @noble gives, at any length", () => {
      fc.assert(
        fc.property(bytes(32), bytes(12), fc.nat(1_100), (key, nonce, length) => {
          const out = new Uint8Array(length).fill(7)
          kernels.chacha12(out, key, nonce, 0)
          expect(out).toEqual(nobleChacha12(key, nonce, new Uint8Array(length)))
        }),
      )
    })

    test("gives any place of a stream without what is before it", () => {
      fc.assert(
        fc.property(bytes(32), bytes(12), fc.nat(12), fc.nat(700), (key, nonce, block, length) => {
          const whole = new Uint8Array(64 * block + length)
          kernels.chacha12(whole, key, nonce, 0)
          const part = new Uint8Array(length)
          kernels.chacha12(part, key, nonce, block)
          expect(part).toEqual(whole.subarray(64 * block))
        }),
        { numRuns: 50 },
      )
    })

    test("takes keys and nonces at odd offsets, and writes nowhere but to the output", () => {
      const memory = Uint8Array.from({ length: 400 }, (_, index) => index)
      const [key, nonce, out] = [memory.subarray(1, 33), memory.subarray(33, 45), memory.subarray(47, 347)]
      const expected = nobleChacha12(key.slice(), nonce.slice(), new Uint8Array(300))
      const before = memory.slice()
      kernels.chacha12(out, key, nonce, 0)
      before.set(expected, 47)
      expect(memory).toEqual(before)
    })

    test("reaches its last block, and throws beyond it", () => {
      const [key, nonce] = [new Uint8Array(32).fill(1), new Uint8Array(12).fill(2)]
      const last = new Uint8Array(5 * 64)
      kernels.chacha12(last, key, nonce, 2 ** 32 - 5)
      // @noble refuses the very last block, so it vouches for the four before.
      expect(last.subarray(0, 4 * 64)).toEqual(
        nobleChacha12(key, nonce, new Uint8Array(4 * 64), undefined, 2 ** 32 - 5),
      )
      for (const [length, counter] of [
        [65, 2 ** 32 - 1],
        [1, 2 ** 32],
        [1, -1],
        [1, 0.5],
      ] as const)
        expect(() => kernels.chacha12(new Uint8Array(length), key, nonce, counter)).toThrow(RangeError)
    })

    test.each([
      [31, 12],
      [33, 12],
      [32, 8],
    ])("a key of %i and a nonce of %i bytes throw", (keyBytes, nonceBytes) => {
      const [key, nonce] = [new Uint8Array(keyBytes), new Uint8Array(nonceBytes)]
      expect(() => kernels.chacha12(new Uint8Array(1), key, nonce, 0)).toThrow(RangeError)
    })

    // draft-strombergson-chacha-test-vectors-01, 12 rounds, TC1 and TC8; its 8-byte IV is the end of our nonce.
    test.each([
      [
        "00".repeat(32),
        "0000000000000000",
        "9bf49a6a0755f953811fce125f2683d50429c3bb49e074147e0089a52eae155f0564f879d27ae3c02ce82834acfa8c793a629f2ca0de6919610be82f411326be0bd58841203e74fe86fc71338ce0173dc628ebb719bdcbcc151585214cc089b442258dcda14cf111c602b8971b8cc843e91e46ca905151c02744a6b017e69316",
      ],
      [
        "c46ec1b18ce8a878725a37e780dfb7351f68ed2e194c79fbc6aebee1a667975d",
        "1ada31d5cf688221",
        "1482072784bc6d06b4e73bdc118bc0103c7976786ca918e06986aa251f7e9cc1b2749a0a16ee83b4242d2e99b08d7c20092b80bc466c87283b61b1b39d0ffbabd94b116bc1ebdb329b9e4f620db695544a8e3d9b68473d0c975a46ad966ed631e42aff530ad5eac7d8047adfa1e5113c91f3e3b883f1d189ac1c8fe07ba5a42b",
      ],
    ])("Strömbergson's vector for key %s", (key, iv, stream) => {
      const out = new Uint8Array(128)
      kernels.chacha12(out, fromHex(key) ?? out, fromHex(`00000000${iv}`) ?? out, 0)
      expect(toHex(out)).toBe(stream)
    })
  })
}
