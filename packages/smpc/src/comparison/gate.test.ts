import { describe, expect, test } from "vitest"
import { chosenStreams, dealtFrom, seededStreams } from "../scenarios/dealt.ts"
import { rectified } from "../scenarios/rectified.ts"
import { packPlanes, planeAt, planesOf, planeWords, unpackPlanes, xor } from "../sharing/planes.ts"
import { type Ring, ringOf, type Words } from "../sharing/ring.ts"
import { dealRectify } from "./rectify.ts"
import { type Gate, gateOf } from "./truncation.ts"

/** max(⌊(z + r mod 2^f) / 2^f⌋, 0), which is z cut by the threshold that r stands for; over whole numbers. */
const cut = (z: number, threshold: number, shift: number) =>
  Math.max(Math.floor((z + threshold) / 2 ** shift), 0)

const unsigned = (ring: Ring, value: number) => (ring.bits === 32 ? value | 0 : value & (2 ** ring.bits - 1))

/** One gate after the other for every pair of a value and a mask; the number of wrong ones. */
function wrongGates(gate: Gate, values: readonly number[], masks: readonly number[]): number {
  const { ring, shift } = gate
  const count = values.length * masks.length
  const z = Int32Array.from({ length: count }, (_, i) => unsigned(ring, values[i % values.length] ?? 0))
  const r = Int32Array.from({ length: count }, (_, i) => masks[Math.floor(i / values.length)] ?? 0)
  const { value } = rectified(gate, z, {
    streams: chosenStreams({ wireMask: [r] }),
    shares: [z, new Int32Array(count)],
  })
  let wrong = 0
  for (let i = 0; i < count; i++) {
    const threshold = ((r[i] ?? 0) >>> 0) % 2 ** shift
    if (value[i] !== unsigned(ring, cut(values[i % values.length] ?? 0, threshold, shift))) wrong++
  }
  return wrong
}

const rangeOf = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)
const blocksOf = (values: readonly number[], size: number) =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, block) =>
    values.slice(block * size, (block + 1) * size),
  )

describe("[EI1] a value is cut to ⌊z / 2^f⌋ or one more, and its sign is never wrong", () => {
  test.each([
    [10, 3, 4, 1],
    [10, 2, 3, 1],
    [11, 3, 4, 1],
    // All masks where time is given.
    [12, 4, 4, process.env.TUTTI_GATES ? 1 : 7],
  ])("every value: ℓ = %i, f = %i, digits of %i bits, one mask in %i", (bits, shift, digitBits, step) => {
    const gate = gateOf(ringOf(bits), shift, bits - shift, digitBits)
    const values = rangeOf(-(2 ** (bits - 2)), 2 ** (bits - 2))
    const masks = rangeOf(0, 2 ** bits).filter((mask) => mask % step === 0)
    const wrong = blocksOf(masks, 64).map((block) => wrongGates(gate, values, block))
    expect(wrong.every((count) => count === 0)).toBe(true)
  })

  test("the range is sharp: just above 2^(ℓ−2), some mask makes a wrong value", () => {
    const gate = gateOf(ringOf(10), 2)
    expect(gate.limit).toBe(2 ** 8)
    expect(wrongGates(gate, [2 ** 8 - 1], rangeOf(0, 2 ** 10))).toBe(0)
    expect(wrongGates(gate, [2 ** 8 + 1], rangeOf(0, 2 ** 10))).toBeGreaterThan(0)
  })

  test("fewer bits compared bound the range: rounded up, 2^(k−1) is no number of k bits", () => {
    const gate = gateOf(ringOf(10), 2, 5)
    expect(gate.limit).toBe(4 * 15)
    expect(wrongGates(gate, rangeOf(-59, 60), rangeOf(0, 2 ** 10))).toBe(0)
    expect(wrongGates(gate, [63], rangeOf(0, 2 ** 10))).toBeGreaterThan(0)
  })

  test("without a shift, every difference is compared at full width", () => {
    const gate = gateOf(ringOf(8), 0)
    expect(wrongGates(gate, rangeOf(-128, 128), rangeOf(0, 256))).toBe(0)
  })
})

const GATES = Number(process.env.TUTTI_GATES ?? 1_000_000)
const BLOCK = 100_000
/** A hundred million take a quarter of an hour. */
const timeout = Math.max(60_000, GATES / 50)
const blocks = [...Array(Math.ceil(GATES / BLOCK)).keys()]

describe(`[EI1] ${GATES.toLocaleString("en")} random gates, and the boundary`, { timeout }, () => {
  test("ℓ = 32, f = 11", () => {
    const gate = gateOf(ringOf(32), 11)
    const limit = 2 ** 30
    const edges = [0, 1, 2047, 2048, 2049, limit - 2049, limit - 2048, limit - 1]
    let wrong = 0
    for (const block of blocks) {
      const streams = seededStreams(`gates-32-${block}`)
      const [first, second] = streams().map((stream) => stream.next("wireMask", BLOCK))
      const drawn = seededStreams(`values-32-${block}`)()[0].next("inputMask", BLOCK)
      const z = drawn.map((word, i) => {
        if (i % 64 === 0) return (edges[(i / 64) % edges.length] ?? 0) * (i % 128 === 0 ? 1 : -1)
        return i % 2 === 0 ? word >> 2 : word >> 16
      })
      const { value } = rectified(gate, z, { streams })
      for (let i = 0; i < BLOCK; i++) {
        const threshold = ((first?.[i] ?? 0) + (second?.[i] ?? 0)) & 2047
        if (value[i] !== cut(z[i] ?? 0, threshold, 11)) wrong++
      }
    }
    expect(wrong).toBe(0)
  })

  test("ℓ = 64, f = 20, k = 37", () => {
    const gate = gateOf(ringOf(64), 20, 37)
    const limit = (1n << 56n) - (1n << 20n)
    const edges = [0n, 1n, (1n << 20n) - 1n, 1n << 20n, limit - 1n, limit - (1n << 20n), 1n << 55n]
    let wrong = 0
    for (const block of blocks) {
      const streams = seededStreams(`gates-64-${block}`)
      const [first, second] = streams().map((stream) => longs(stream.next("wireMask", 2 * BLOCK)))
      const drawn = longs(seededStreams(`values-64-${block}`)()[0].next("inputMask", 2 * BLOCK))
      const z = drawn.map((word, i) => {
        if (i % 64 === 0) return (edges[(i / 64) % edges.length] ?? 0n) * (i % 128 === 0 ? 1n : -1n)
        return i % 2 === 0 ? word >> 9n : word >> 40n
      })
      const value = longs(rectified(gate, new Int32Array(z.buffer), { streams }).value)
      for (let i = 0; i < BLOCK; i++) {
        const threshold = ((first?.[i] ?? 0n) + (second?.[i] ?? 0n)) & 0xfffffn
        const expected = ((z[i] ?? 0n) + threshold) >> 20n
        if (value[i] !== (expected > 0n ? expected : 0n)) wrong++
      }
    }
    expect(wrong).toBe(0)
  })
})

const longs = (words: Words) => new BigInt64Array(words.buffer, words.byteOffset, words.length / 2)

describe("[EI2] what a gate opens is uniform, all of it together, for every value", () => {
  // ℓ = 6, f = 2, two digits of 1 … 3 bits: the opened value, four masked digit bits, the masked sign.
  const gate = gateOf(ringOf(6), 2, 4, 1)
  const wires = 4
  const count = 2 ** (6 + wires + 1)
  const bitsOf = (at: number) =>
    unpackPlanes(packPlanes(planesOf([planeFrom(count, (i) => (i >> at) & 1)]), count), 1, count)
  const wireMask = Int32Array.from({ length: count }, (_, i) => i & 63)
  const andMasks = rangeOf(6, 6 + wires).map(bitsOf)
  const selector = bitsOf(6 + wires)

  /** How many different transcripts the masks make of one value: all of them, if each stands for one mask. */
  function transcripts(value: number, masks: readonly Words[]): number {
    const z = new Int32Array(count).fill(unsigned(gate.ring, value))
    const { rounds } = rectified(gate, z, {
      streams: chosenStreams({ wireMask: [wireMask], andMask: [planesOf(masks)], selector: [selector] }),
      shares: [z, new Int32Array(count)],
    })
    const [opened, digits, sign] = rounds.map(([ours, theirs], round) => {
      if (round === 0) return new Int32Array(ours.buffer).map((word, i) => word + (theirs[4 * i] ?? 0))
      const planes = round === 1 ? wires : 1
      return xor(unpackPlanes(ours, planes, count), unpackPlanes(theirs, planes, count))
    })
    const bitAt = (planes: Words | undefined, plane: number, gateIndex: number) =>
      ((planeAt(planes ?? new Int32Array(0), plane, count)[gateIndex >> 5] ?? 0) >>> gateIndex) & 1
    const seen = new Set<number>()
    for (let i = 0; i < count; i++) {
      let transcript = (opened?.[i] ?? 0) & 63
      for (let wire = 0; wire < wires; wire++) transcript = transcript * 2 + bitAt(digits, wire, i)
      seen.add(transcript * 2 + bitAt(sign, 0, i))
    }
    return seen.size
  }

  test.each(rangeOf(-16, 16))("value %i", (value) => {
    expect(transcripts(value, andMasks)).toBe(count)
  })

  test("a mask that serves two wires is found by this very test", () => {
    const [first = new Int32Array(planeWords(count)), , ...others] = andMasks
    const found = rangeOf(-16, 16).filter((value) => transcripts(value, [first, first, ...others]) < count)
    expect(found).toHaveLength(32)
  })

  test("party 1's corrections are party 0's stream away from what they correct", () => {
    const deal = (seed: string) =>
      dealtFrom(seededStreams(seed), (dealer) => dealRectify(dealer, gateOf(ringOf(32), 11), 100)).corrections
    expect(deal("a")).not.toEqual(deal("b"))
    // Masks 800, tables 1,800, top bits 16, products of bits 116 and 16, selection 1,200; bits end with a word: 39.4 a gate.
    expect(deal("a").length).toBe(3_948)
  })
})

function planeFrom(count: number, bit: (i: number) => number): Words {
  const plane = new Int32Array(planeWords(count))
  for (let i = 0; i < count; i++) plane[i >> 5] = (plane[i >> 5] ?? 0) | (bit(i) << i)
  return plane
}
