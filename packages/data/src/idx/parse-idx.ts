/*
 * IDX, the format in which MNIST is handed round: two zero bytes, a type, the number of dimensions, each dimension as
 * 32 bits with the high byte first, then the values. Only unsigned bytes are read: pixels and labels are nothing else.
 */

/** What can be wrong with an IDX file, each with what is the case and what to do next; no sentence holds a value. */
export const IDX_PROBLEMS = {
  I_COMPRESSED: { what: "The file is compressed.", next: "Unpack it first, for example with gunzip." },
  I_NOT_IDX: { what: "The file is not an IDX file.", next: "Choose the file as MNIST ships it." },
  I_TYPE: { what: "The file holds something else than bytes.", next: "Store pixels and labels as bytes." },
  I_LENGTH: { what: "The file ends too early or too late.", next: "Download it again." },
  I_NOT_IMAGES: { what: "The file does not hold images.", next: "Choose the file with three dimensions." },
  I_NOT_LABELS: { what: "The file does not hold labels.", next: "Choose the file with one dimension." },
  I_COUNT: {
    what: "The files do not hold as many labels as images.",
    next: "Choose two files that belong together.",
  },
  I_EMPTY: { what: "The file holds no image.", next: "Choose another file." },
} as const satisfies Record<string, { what: string; next: string }>
export type IdxProblem = keyof typeof IDX_PROBLEMS

export type Idx = {
  /** [dimensions], each ≥ 0 */
  readonly shape: readonly number[]
  /** Row-major; a view of the file's bytes. */
  readonly values: Uint8Array
}

const UNSIGNED_BYTE = 0x08
const HEADER_BYTES = 4
/** A file of more dimensions is none that anybody has made. */
const MOST_DIMENSIONS = 8

/** @param bytes of an unpacked file; not copied. */
export function parseIdx(bytes: Uint8Array): { ok: true; idx: Idx } | { ok: false; problem: IdxProblem } {
  const [first, second, type, dimensions = 0] = bytes
  if (first === 0x1f && second === 0x8b) return { ok: false, problem: "I_COMPRESSED" }
  if (first !== 0 || second !== 0 || dimensions < 1 || dimensions > MOST_DIMENSIONS)
    return { ok: false, problem: "I_NOT_IDX" }
  if (type !== UNSIGNED_BYTE) return { ok: false, problem: "I_TYPE" }
  const start = HEADER_BYTES * (1 + dimensions)
  if (bytes.length < start) return { ok: false, problem: "I_LENGTH" }
  const header = new DataView(bytes.buffer, bytes.byteOffset, start)
  const shape = Array.from({ length: dimensions }, (_, at) => header.getUint32(HEADER_BYTES * (at + 1)))
  const size = shape.reduce((product, length) => product * length, 1)
  if (bytes.length !== start + size) return { ok: false, problem: "I_LENGTH" }
  return { ok: true, idx: { shape, values: bytes.subarray(start) } }
}
