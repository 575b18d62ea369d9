/** How the bytes of a text file stand for characters, and how many bytes of byte order mark come first. */
export type Encoding = {
  name: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"
  markBytes: 0 | 2 | 3
}

export type DetectedEncoding =
  | { ok: true; encoding: Encoding }
  | { ok: false; code: "D_FILE_EMPTY" | "D_SPREADSHEET" | "D_NOT_TEXT" }

const SAMPLE_BYTES = 64 * 1024
/** Text has hardly any control characters; compressed or machine code has one byte in nine. */
const MAX_CONTROL_SHARE = 0.02
/** In UTF-16, delimiters, digits and line ends have a zero byte on the same side of every pair. */
const MIN_ZERO_SHARE = 0.05

/**
 * Find out how a file is encoded: by its byte order mark; else UTF-16 where zero bytes stand on one side of the
 * pairs; else UTF-8 where every byte fits it; else Windows-1252, which spreadsheets still write.
 * @param bytes the whole file: one byte at its end can decide between UTF-8 and Windows-1252.
 */
export function detectEncoding(bytes: Uint8Array): DetectedEncoding {
  if (bytes.length === 0) return { ok: false, code: "D_FILE_EMPTY" }
  if (SPREADSHEET_SIGNATURES.some((signature) => startsWith(bytes, signature)))
    return { ok: false, code: "D_SPREADSHEET" }
  if (OTHER_SIGNATURES.some((signature) => startsWith(bytes, signature)))
    return { ok: false, code: "D_NOT_TEXT" }

  const encoding = markedEncoding(bytes) ?? guessedEncoding(bytes)
  if (!looksLikeText(bytes, encoding)) return { ok: false, code: "D_NOT_TEXT" }
  return { ok: true, encoding }
}

/** .xlsx, .ods and .numbers are zip archives; .xls is an OLE compound file. */
const SPREADSHEET_SIGNATURES = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
]
/** PDF, gzip, PNG, JPEG, Parquet, and UTF-32 with a mark, which no CSV writer produces. */
const OTHER_SIGNATURES = [
  [0x25, 0x50, 0x44, 0x46],
  [0x1f, 0x8b],
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x50, 0x41, 0x52, 0x31],
  [0xff, 0xfe, 0x00, 0x00],
  [0x00, 0x00, 0xfe, 0xff],
]

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte)
}

function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  if (startsWith(bytes, [0xef, 0xbb, 0xbf]) && isUtf8(bytes)) return { name: "utf-8", markBytes: 3 }
  if (startsWith(bytes, [0xff, 0xfe])) return { name: "utf-16le", markBytes: 2 }
  if (startsWith(bytes, [0xfe, 0xff])) return { name: "utf-16be", markBytes: 2 }
  return undefined
}

function guessedEncoding(bytes: Uint8Array): Encoding {
  const [zerosFirst, zerosSecond] = zerosInPairs(bytes)
  const pairs = Math.min(bytes.length, SAMPLE_BYTES) / 2
  const isOneSided = (zeros: number, others: number) => zeros > pairs * MIN_ZERO_SHARE && zeros > 3 * others
  if (isOneSided(zerosSecond, zerosFirst)) return { name: "utf-16le", markBytes: 0 }
  if (isOneSided(zerosFirst, zerosSecond)) return { name: "utf-16be", markBytes: 0 }
  return { name: isUtf8(bytes) ? "utf-8" : "windows-1252", markBytes: 0 }
}

function zerosInPairs(bytes: Uint8Array): [first: number, second: number] {
  let first = 0
  let second = 0
  const end = Math.min(bytes.length, SAMPLE_BYTES)
  for (let at = 0; at + 1 < end; at += 2) {
    if (bytes[at] === 0) first++
    if (bytes[at + 1] === 0) second++
  }
  return [first, second]
}

function looksLikeText(bytes: Uint8Array, { name, markBytes }: Encoding): boolean {
  const end = Math.min(bytes.length, SAMPLE_BYTES)
  const wide = name === "utf-16le" || name === "utf-16be"
  if (wide && bytes.length % 2 === 1) return false
  let controls = 0
  let units = 0
  for (let at = markBytes; at < end; at += wide ? 2 : 1) {
    const unit = wide ? wideUnit(bytes, at, name) : (bytes[at] ?? 0)
    if (unit === 0) return false
    if (isControl(unit) || (name === "windows-1252" && UNUSED_IN_WINDOWS_1252.has(unit))) controls++
    units++
  }
  return controls <= units * MAX_CONTROL_SHARE
}

function wideUnit(bytes: Uint8Array, at: number, name: "utf-16le" | "utf-16be"): number {
  const [low, high] = name === "utf-16le" ? [bytes[at], bytes[at + 1]] : [bytes[at + 1], bytes[at]]
  return (low ?? 0) + 256 * (high ?? 0)
}

/** A control character that is not white space and not the end mark of DOS files. */
function isControl(unit: number): boolean {
  return (unit < 0x20 && !(unit >= 0x09 && unit <= 0x0d) && unit !== 0x1a) || unit === 0x7f
}

const UNUSED_IN_WINDOWS_1252 = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d])

/** Whether all bytes are well-formed UTF-8 (RFC 3629, section 4): no overlong forms, no surrogates, ≤ U+10FFFF. */
export function isUtf8(bytes: Uint8Array): boolean {
  let at = 0
  while (at < bytes.length) {
    const lead = bytes[at] ?? 0
    at++
    if (lead < 0x80) continue
    const following = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1
    if (lead < 0xc2 || lead > 0xf4 || at + following > bytes.length) return false
    // Only the second byte's range depends on the lead.
    const second = bytes[at] ?? 0
    const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80
    const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf
    if (second < lowest || second > highest) return false
    for (let offset = 1; offset < following; offset++)
      if (((bytes[at + offset] ?? 0) & 0xc0) !== 0x80) return false
    at += following
  }
  return true
}
