/**
 * Bytes that came from outside as bytes in memory of one thread: a view of the same memory unless other threads share it.
 * Nobody may write to them from then on.
 */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Uint8Array.from(bytes)
}
