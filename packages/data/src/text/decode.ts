import { type DetectedEncoding, detectEncoding, type Encoding } from "./encoding.ts"

/** The one part of the platform that this package asks for; browsers, workers and Node have it. */
declare const TextDecoder: new (
  label: "utf-8" | "utf-16le" | "utf-16be",
  options: { ignoreBOM: boolean },
) => { decode(bytes?: Uint8Array, options?: { stream: boolean }): string }

const PIECE_BYTES = 1024 * 1024

export type DecodedText =
  | { ok: true; text: string; encoding: Encoding }
  | Extract<DetectedEncoding, { ok: false }>

/** Bytes of a text file → its text without a byte order mark. For large files, `textPieces` takes less memory. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const detected = detectEncoding(bytes)
  if (!detected.ok) return detected
  const { encoding } = detected
  return { ok: true, text: [...textPieces(bytes, encoding)].join(""), encoding }
}

/**
 * The text piece by piece, in order; a character is never cut in two.
 * Malformed UTF-16 gives U+FFFD; UTF-8 cannot be malformed here, because `detectEncoding` read all of it.
 */
export function* textPieces(
  bytes: Uint8Array,
  { name, markBytes }: Encoding,
  pieceBytes = PIECE_BYTES,
): Generator<string, void> {
  if (name === "windows-1252") {
    for (let at = 0; at < bytes.length; at += pieceBytes)
      yield decodeWindows1252(bytes.subarray(at, at + pieceBytes))
    return
  }
  const decoder = new TextDecoder(name, { ignoreBOM: true })
  for (let at: number = markBytes; at < bytes.length; at += pieceBytes)
    yield decoder.decode(bytes.subarray(at, at + pieceBytes), { stream: true })
  yield decoder.decode()
}

/** Bytes 0x80 to 0x9f as the WHATWG Encoding Standard (index windows-1252) reads them; the rest is Latin-1. */
const HIGH_CONTROLS = [
  0x20ac, 0x81, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8d,
  0x017d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0x9d, 0x017e, 0x0178,
]

/**
 * By way of UTF-16, one unit per byte: some releases of Node decode the label "windows-1252" as Latin-1.
 */
function decodeWindows1252(bytes: Uint8Array): string {
  const units = new Uint8Array(2 * bytes.length)
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    const unit = byte >= 0x80 && byte <= 0x9f ? (HIGH_CONTROLS[byte - 0x80] ?? byte) : byte
    units[2 * at] = unit & 0xff
    units[2 * at + 1] = unit >> 8
  }
  return new TextDecoder("utf-16le", { ignoreBOM: true }).decode(units)
}
