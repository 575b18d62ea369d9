import type { Patches } from "./patches.ts"

/*
 * The arithmetic that computing on shares spends its time in, as a port: a scalar form in plain loops, which runs
 * everywhere, and WASM SIMD. Both give the same bits.
 *
 * A vector over Z/2³² is an Int32Array with one word an element. A vector over Z/2⁶⁴ is an Int32Array with two,
 * the low one first, which is the memory of a BigInt64Array on the platforms that we know. Whether a word is read as
 * signed or not makes no difference to sums and products. Matrices are row after row; images are channels last
 * ([height, width, channels], as in tfjs), so that a product over patches is an image again.
 *
 * Every length is checked against the shape, and a wrong one throws a RangeError: shapes are agreed before a run, so a
 * wrong one is a bug. The output may be any memory but that of an input.
 */

/** [rows, inner] times [inner, columns] gives [rows, columns]. */
export type ProductShape = { rows: number; inner: number; columns: number }

export type RingKernels = {
  readonly engine: "scalar" | "simd"

  /** out = a · b mod 2³². */
  matmul32(out: Int32Array, a: Int32Array, b: Int32Array, shape: ProductShape): void

  /** out = a · b mod 2⁶⁴; two words an element in all three. */
  matmul64(out: Int32Array, a: Int32Array, b: Int32Array, shape: ProductShape): void

  /**
   * Lay a right-hand side out for many products: weights are used in every batch.
   * @param b [inner, columns] over Z/2³²; copied, so the caller may overwrite it.
   */
  prepare32(b: Int32Array, inner: number, columns: number): PreparedMatrix

  /** The same over Z/2⁶⁴. */
  prepare64(b: Int32Array, inner: number, columns: number): PreparedMatrix

  /**
   * The key stream of ChaCha with 12 rounds, from block `counter` on, written over `out`: any place of a stream can be
   * had without what is before it.
   * @param key     [32]
   * @param nonce   [12]; a (key, nonce) pair names one stream.
   * @param counter in [0, 2³²), in blocks of 64 bytes
   * @throws {RangeError} for a stream beyond its last block: the counter would wrap and repeat the first ones.
   * @see Bernstein, "ChaCha, a variant of Salsa20" (2008), in the layout of RFC 8439, section 2.3
   */
  chacha12(out: Uint8Array, key: Uint8Array, nonce: Uint8Array, counter: number): void
}

/** A right-hand side b, [inner, columns], laid out for products. It holds memory until it is freed. */
export type PreparedMatrix = {
  readonly inner: number
  readonly columns: number

  /** out = a · b; `a` is [rows, inner], `out` [rows, columns]. */
  multiply(out: Int32Array, a: Int32Array, rows: number): void

  /**
   * out = im2col(image) · b for each image.
   * @param images  [count, height, width, channels]
   * @param patches whose patch length is `inner`
   * @param out     [count, outHeight, outWidth, columns]
   */
  convolve(out: Int32Array, images: Int32Array, patches: Patches): void

  /** Give the memory back, wiped. Anything but `free` throws afterwards. */
  free(): void
}
