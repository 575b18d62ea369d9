import { startModule, type WasmMemory } from "../../wasm/start-module.ts"
import type { ElementKernels } from "../elements.ts"
import { ELEMENTS_WASM } from "./module.ts"

type Words = Int32Array<ArrayBuffer>
type Bytes = Uint8Array<ArrayBuffer>

/** See packages/ring/assembly/elements.ts. All arguments are addresses, counts of elements, or plain numbers. */
export type ElementExports = {
  readonly memory: WasmMemory
  heapBase(): number
  add(out: number, a: number, b: number, count: number): void
  subtract(out: number, a: number, b: number, count: number): void
  multiply(out: number, a: number, b: number, count: number): void
  xor(out: number, a: number, b: number, count: number): void
  addConstant(out: number, a: number, constant: number, count: number): void
  shiftRight(out: number, a: number, by: number, count: number): void
  plane(out: number, a: number, at: number, count: number): void
  choose(out: number, plane: number, a: number, b: number, count: number): void
  digits(out: number, a: number, at: number, mask: number, count: number): void
  writeTables(tables: number, values: number, count: number): void
  lookUp(less: number, equal: number, tables: number, values: number, count: number): void
}

/** Three blocks lie in a processor's second cache. */
const BLOCK = 16_384
const BLOCK_BYTES = 4 * BLOCK
const PAGE_BYTES = 65_536

const planeWords = (count: number): number => (count + 31) >> 5
const padded = (count: number): number => (count + 31) & ~31

/** A block of linear memory: what goes in, comes out and is wiped passes through it. */
class Block {
  readonly address: number
  readonly words: Words
  readonly bytes: Bytes

  constructor(memory: ArrayBuffer, address: number) {
    this.address = address
    this.words = new Int32Array(memory, address, BLOCK)
    this.bytes = new Uint8Array(memory, address, BLOCK_BYTES)
  }

  /** Words of a vector from `start` on. */
  read(vector: Int32Array, start: number, count: number): void {
    this.words.set(count === vector.length ? vector : vector.subarray(start, start + count))
  }

  write(vector: Words, start: number, count: number): void {
    vector.set(this.words.subarray(0, count), start)
  }
}

/** The same in WASM SIMD; undefined where the engine has none. */
export function simdElements(): ElementKernels | undefined {
  const exports = startModule<ElementExports>(ELEMENTS_WASM)
  return exports && elementsBy(exports)
}

/**
 * Vectors go through the module's memory block by block and stay where they are; shares and masks are secrets, so nothing of
 * either is left in it.
 */
export function elementsBy(exports: ElementExports): ElementKernels {
  const { memory } = exports
  const base = Math.ceil(exports.heapBase() / PAGE_BYTES) * PAGE_BYTES
  memory.grow(Math.max(0, Math.ceil((base + 4 * BLOCK_BYTES - memory.buffer.byteLength) / PAGE_BYTES)))
  const block = (place: number) => new Block(memory.buffer, base + place * BLOCK_BYTES)
  const [first, second, third, fourth] = [block(0), block(1), block(2), block(3)]

  /** Block after block of so many elements. @param used wiped afterwards: none holds more than a word an element */
  function inBlocks(
    length: number,
    used: readonly Block[],
    work: (start: number, count: number) => void,
  ): void {
    for (let start = 0; start < length; start += BLOCK) work(start, Math.min(BLOCK, length - start))
    const written = padded(Math.min(BLOCK, length))
    for (const { words } of used) words.fill(0, 0, written)
  }

  const binary =
    (kernel: ElementExports["add"]) =>
    (out: Words, a: Int32Array, b: Int32Array): void =>
      inBlocks(out.length, [first, second], (start, count) => {
        first.read(a, start, count)
        second.read(b, start, count)
        kernel(first.address, first.address, second.address, padded(count))
        first.write(out, start, count)
      })

  const unary =
    (kernel: ElementExports["addConstant"]) =>
    (out: Words, a: Int32Array, number: number): void =>
      inBlocks(out.length, [first], (start, count) => {
        first.read(a, start, count)
        kernel(first.address, first.address, number, padded(count))
        first.write(out, start, count)
      })

  return {
    engine: "simd",
    add: binary(exports.add),
    subtract: binary(exports.subtract),
    multiply: binary(exports.multiply),
    xor: binary(exports.xor),
    addConstant: unary(exports.addConstant),
    shiftRight: unary(exports.shiftRight),
    plane: (out, a, at) =>
      inBlocks(a.length, [first, second], (start, count) => {
        first.read(a, start, count)
        exports.plane(second.address, first.address, at, padded(count))
        second.write(out, start >> 5, planeWords(count))
      }),
    choose: (out, plane, a, b) =>
      inBlocks(out.length, [first, second, third], (start, count) => {
        first.read(a, start, count)
        second.read(b, start, count)
        third.words.set(plane.subarray(start >> 5, (start >> 5) + planeWords(count)))
        exports.choose(first.address, third.address, first.address, second.address, padded(count))
        first.write(out, start, count)
      }),
    digits: (out, a, at, digitBits) =>
      inBlocks(out.length, [first, second], (start, count) => {
        first.read(a, start, count)
        exports.digits(second.address, first.address, at, (1 << digitBits) - 1, padded(count))
        out.set(second.bytes.subarray(0, count), start)
      }),
    writeTables: (tables, values) =>
      inBlocks(values.length, [first, second], (start, count) => {
        second.bytes.set(values.subarray(start, start + count))
        exports.writeTables(first.address, second.address, padded(count))
        first.write(tables, start, count)
      }),
    lookUp: (less, equal, tables, values) =>
      inBlocks(values.length, [first, second, third, fourth], (start, count) => {
        first.words.set(tables.subarray(start, start + count))
        second.bytes.set(values.subarray(start, start + count))
        exports.lookUp(third.address, fourth.address, first.address, second.address, padded(count))
        third.write(less, start >> 5, planeWords(count))
        fourth.write(equal, start >> 5, planeWords(count))
      }),
  }
}
