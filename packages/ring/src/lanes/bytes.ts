/* Lanes travel as little-endian bytes, whatever this machine's own order is. */

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/**
 * @param bytes [4n] at any offset; a length that is no multiple of 4 loses its tail, so check it at the door.
 * @returns a view where alignment allows one, else a copy.
 */
export function bytesToLanes<Memory extends ArrayBufferLike>(
  bytes: Uint8Array<Memory>,
): Uint32Array<Memory | ArrayBuffer> {
  const length = bytes.length >> 2
  if (LITTLE_ENDIAN && bytes.byteOffset % 4 === 0)
    return new Uint32Array(bytes.buffer, bytes.byteOffset, length)
  if (LITTLE_ENDIAN) return new Uint32Array(new Uint8Array(bytes.subarray(0, 4 * length)).buffer)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return Uint32Array.from({ length }, (_, index) => view.getUint32(4 * index, true))
}

/** @returns [4n]; a view of the same memory where the platform is little-endian. */
export function lanesToBytes<Memory extends ArrayBufferLike>(
  lanes: Uint32Array<Memory>,
): Uint8Array<Memory | ArrayBuffer> {
  if (LITTLE_ENDIAN) return new Uint8Array(lanes.buffer, lanes.byteOffset, lanes.byteLength)
  const view = new DataView(new ArrayBuffer(lanes.byteLength))
  for (const [index, lane] of lanes.entries()) view.setUint32(4 * index, lane, true)
  return new Uint8Array(view.buffer)
}

/**
 * Lanes out of bytes at any offset, without memory of their own.
 * @param lanes zeros, written over
 * @param parts [4n] in all, one behind the other; a last lane of fewer bytes keeps zeros above them
 */
export function readLanes(lanes: Uint32Array | Int32Array, ...parts: readonly Uint8Array[]): void {
  const target = new Uint8Array(lanes.buffer, lanes.byteOffset, lanes.byteLength)
  let at = 0
  for (const part of parts) {
    target.set(part, at)
    at += part.length
  }
  settleLanes(lanes)
}

/** Lanes whose memory was written as little-endian bytes, brought into this machine's own order. */
export function settleLanes(lanes: Uint32Array | Int32Array): void {
  if (LITTLE_ENDIAN) return
  const view = new DataView(lanes.buffer, lanes.byteOffset, lanes.byteLength)
  for (let lane = 0; lane < lanes.length; lane++) lanes[lane] = view.getUint32(4 * lane, true)
}
