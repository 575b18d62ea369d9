import { fromBase64url } from "../bytes/base64url.ts"

/*
 * The declared WebAssembly port: the part of the global that is used here. Browsers, workers and Node have it; what
 * an engine may lack is SIMD, and then it calls the module invalid.
 */

type Bytes = Uint8Array<ArrayBuffer>

/** Linear memory: growing it gives `buffer` another identity and leaves the old one empty. */
export type WasmMemory = { readonly buffer: ArrayBuffer; grow(pages: number): number }

declare const WebAssembly: {
  validate(bytes: Bytes): boolean
  readonly Module: new (bytes: Bytes) => object
  readonly Instance: new (module: object) => { readonly exports: never }
}

/**
 * Compile and start a committed module at once: such a module is a few kilobytes, far below what engines want compiled
 * elsewhere.
 * @template Exports what the module's source exports.
 * @param text the module in base64url, as `npm run kernels` writes it.
 * @returns its exports, with memory of their own; undefined where the engine lacks one of its instructions.
 * @throws {RangeError} if the text is no base64url.
 * @throws {Error} WebAssembly.CompileError where a content security policy lacks 'wasm-unsafe-eval'.
 */
export function startModule<Exports>(text: string): Exports | undefined {
  const bytes = fromBase64url(text)
  if (bytes === undefined) throw new RangeError("the committed module is no base64url")
  if (!WebAssembly.validate(bytes)) return undefined
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
}
