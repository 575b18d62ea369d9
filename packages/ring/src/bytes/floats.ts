/* Weights travel as float32, little-endian. This is the one place that turns them into bytes and back. */

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT
const PLATFORM_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

export type Floats<Memory extends ArrayBufferLike = ArrayBufferLike> =
  | { ok: true; floats: Float32Array<Memory | ArrayBuffer> }
  | { ok: false; refusal: "length-not-a-multiple-of-4" }

/**
 * The little-endian float32 bytes of a vector.
 * @param floats [n]
 * @returns [4n] bytes: a view of the same memory where the platform is little-endian (every one we know),
 *   else a copy; so do not write to `floats` while the bytes are in use.
 */
export function floatsToBytes<Memory extends ArrayBufferLike>(
  floats: Float32Array<Memory>,
): Uint8Array<Memory | ArrayBuffer> {
  if (PLATFORM_IS_LITTLE_ENDIAN) return new Uint8Array(floats.buffer, floats.byteOffset, floats.byteLength)
  return floatsToSwappedBytes(floats)
}

/**
 * The vector behind little-endian float32 bytes. A socket may deliver bytes at an offset that no Float32Array
 * can start at: these are copied; aligned ones are viewed in place, so do not write to `bytes` afterwards.
 * @param bytes [4n], at any offset; another length is refused.
 */
export function bytesToFloats<Memory extends ArrayBufferLike>(bytes: Uint8Array<Memory>): Floats<Memory> {
  if (bytes.length % FLOAT_BYTES !== 0) return { ok: false, refusal: "length-not-a-multiple-of-4" }
  if (!PLATFORM_IS_LITTLE_ENDIAN) return { ok: true, floats: swappedBytesToFloats(bytes) }
  if (bytes.byteOffset % FLOAT_BYTES === 0)
    return { ok: true, floats: new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / FLOAT_BYTES) }
  return { ok: true, floats: new Float32Array(new Uint8Array(bytes).buffer) }
}

/** What a big-endian platform does; exported to this folder so that it is tested on every platform. */
export function floatsToSwappedBytes(floats: Float32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(floats.byteLength))
  for (const [index, value] of floats.entries()) view.setFloat32(FLOAT_BYTES * index, value, true)
  return new Uint8Array(view.buffer)
}

export function swappedBytesToFloats(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.length / FLOAT_BYTES }, (_, index) =>
    view.getFloat32(FLOAT_BYTES * index, true),
  )
}
