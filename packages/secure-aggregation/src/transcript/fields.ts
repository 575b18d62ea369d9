import { concatBytes, encodeUtf8 } from "@tutti/ring"

/* How numbers and sets become bytes before they are hashed, signed or sent: little-endian, everywhere. */

export function u16(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff)
}

export function u32(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff)
}

/** @param value a whole number in [0, 2⁵³) */
export function u64(value: number): Uint8Array<ArrayBuffer> {
  return concatBytes(u32(value % 0x1_0000_0000), u32(Math.floor(value / 0x1_0000_0000)))
}

/**
 * A set of positions as bits: bit i is byte i >> 3, bit i & 7; the bits behind the last position are 0.
 * @param size number of positions
 */
export function bitmap(positions: Iterable<number>, size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.ceil(size / 8))
  for (const position of positions) bytes[position >> 3] = (bytes[position >> 3] ?? 0) | (1 << (position & 7))
  return bytes
}

/** The positions in ascending order; undefined when the length is wrong or a bit behind the last position is set. */
export function positionsOf(bytes: Uint8Array, size: number): number[] | undefined {
  if (bytes.length !== Math.ceil(size / 8)) return undefined
  const positions: number[] = []
  for (let position = 0; position < 8 * bytes.length; position++)
    if (((bytes[position >> 3] ?? 0) >> (position & 7)) & 1) positions.push(position)
  return (positions.at(-1) ?? 0) < size || positions.length === 0 ? positions : undefined
}

/** The few labels there are, each as bytes once: a round on the ring hashes one for every owner. */
const heads = new Map<string, Uint8Array>()

/** `label ‖ 0x00 ‖ fields`: no preimage of one purpose is a preimage of another. */
export function labelled(label: string, ...fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const head = heads.get(label) ?? encodeUtf8(`${label}\0`)
  heads.set(label, head)
  return concatBytes(head, ...fields)
}
