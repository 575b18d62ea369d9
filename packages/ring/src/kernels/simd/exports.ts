import type { WasmMemory } from "../../wasm/start-module.ts"

/** What the module exports; see packages/ring/assembly. All arguments are addresses, or counts of elements. */
export type KernelExports = {
  readonly memory: WasmMemory
  heapBase(): number
  pack32: Pack
  layRows32: LayRows
  multiply32: Multiply
  pack64: Pack
  layRows64: LayRows
  multiply64: Multiply
  patches(
    out: number,
    image: number,
    height: number,
    width: number,
    pixelBytes: number,
    kernelHeight: number,
    kernelWidth: number,
    stride: number,
    top: number,
    left: number,
    outHeight: number,
    outWidth: number,
  ): void
  /** In groups of four blocks. */
  chacha12(out: number, state: number, groups: number): void
}

type Pack = (packed: number, b: number, inner: number, columns: number) => void
type LayRows = (laid: number, a: number, rows: number, inner: number) => void
type Multiply = (
  out: number,
  laid: number,
  packed: number,
  rows: number,
  inner: number,
  columns: number,
) => void
