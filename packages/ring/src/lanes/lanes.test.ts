import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { addLanes32, centreLane32, subtractLanes32 } from "./lanes-32.ts"
import { addLanes128, integersFromLanes128, lanes128FromIntegers, subtractLanes128 } from "./lanes-128.ts"

fc.configureGlobal({ seed: 20_260_101 })

const edges32 = fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff)
const lane32 = fc.oneof(edges32, fc.nat(0xffff_ffff))
const edges128 = fc.constantFrom(
  0n,
  1n,
  (1n << 32n) - 1n,
  (1n << 96n) - 1n,
  (1n << 127n) - 1n,
  (1n << 128n) - 1n,
)
const lane128 = fc.oneof(edges128, fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }))
const centred = (value: bigint, bits: bigint) => BigInt.asIntN(Number(bits), value)

describe("Z/2^32", () => {
  test("adds and subtracts as integers do mod 2^32", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(lane32, lane32), { maxLength: 20 }), (pairs) => {
        const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)]
        const sum = Uint32Array.from(a)
        addLanes32(sum, Uint32Array.from(b))
        expect([...sum]).toEqual(pairs.map(([x, y]) => Number(BigInt.asUintN(32, BigInt(x) + BigInt(y)))))
        subtractLanes32(sum, Uint32Array.from(b))
        expect([...sum]).toEqual(a)
      }),
    )
  })

  test("long vectors, of several blocks and a rest, add up as integers do", () => {
    const length = fc.constantFrom(255, 256, 257, 16_384, 16_387, 40_001)
    const values = fc.array(lane32, { minLength: 2, maxLength: 9 })
    fc.assert(
      fc.property(length, values, (length, values) => {
        const at = (place: number) => values[place % values.length] ?? 0
        const addend = Uint32Array.from({ length }, (_, lane) => at(3 * lane + 1))
        const sum = Uint32Array.from({ length }, (_, lane) => at(lane))
        addLanes32(sum, addend)
        expect(sum.every((lane, place) => lane === (at(place) + at(3 * place + 1)) % 2 ** 32)).toBe(true)
        subtractLanes32(sum, addend)
        expect(sum.every((lane, place) => lane === at(place))).toBe(true)
      }),
      { numRuns: 20 },
    )
  })

  test("the operand stays as it is", () => {
    const operand = Uint32Array.from({ length: 300 }, (_, lane) => lane * 0x1234_5677)
    const before = operand.slice()
    const sum = new Uint32Array(300)
    addLanes32(sum, operand)
    subtractLanes32(sum, operand)
    expect(operand).toEqual(before)
  })

  test("centres on zero", () => {
    fc.assert(
      fc.property(lane32, (lane) => {
        expect(BigInt(centreLane32(lane))).toBe(centred(BigInt(lane), 32n))
      }),
    )
  })
})

describe("Z/2^128", () => {
  test("adds and subtracts as integers do mod 2^128, carries included", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(lane128, lane128), { maxLength: 20 }), (pairs) => {
        const a = lanes128FromIntegers(pairs.map(([x]) => x))
        const b = lanes128FromIntegers(pairs.map(([, y]) => y))
        addLanes128(a, b)
        expect(integersFromLanes128(a)).toEqual(pairs.map(([x, y]) => centred(x + y, 128n)))
        subtractLanes128(a, b)
        expect(integersFromLanes128(a)).toEqual(pairs.map(([x]) => centred(x, 128n)))
      }),
    )
  })

  test("negative integers wrap and come back", () => {
    const values = [-1n, -(1n << 127n), (1n << 127n) - 1n, -(1n << 64n)]
    expect(integersFromLanes128(lanes128FromIntegers(values))).toEqual(values)
  })

  test("limbs are little-endian", () => {
    expect([...lanes128FromIntegers([(3n << 96n) | (2n << 64n) | (1n << 32n) | 7n])]).toEqual([7, 1, 2, 3])
  })
})
