/*
 * The declared WebAssembly port: the part of the global that is used here. Browsers, workers and Node have it; what
 * an engine may lack is SIMD, and then it calls the module invalid.
 */

type Bytes = Uint8Array<ArrayBuffer>

/** Linear memory: growing it gives `buffer` another identity and leaves the old one empty. */
export type WasmMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number }

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

declare const WebAssembly: {
  validate(bytes: Bytes): boolean
  readonly Module: new (bytes: Bytes) => object
  readonly Instance: new (module: object) => { readonly exports: KernelExports }
}

/** Whether this engine has every instruction of the module. */
export function isValidModule(bytes: Bytes): boolean {
  return WebAssembly.validate(bytes)
}

/**
 * Compile and start the module at once: it is a few kilobytes, far below what engines want compiled elsewhere.
 * @throws {Error} WebAssembly.CompileError where a content security policy lacks 'wasm-unsafe-eval'.
 */
export function instantiate(bytes: Bytes): KernelExports {
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
}
