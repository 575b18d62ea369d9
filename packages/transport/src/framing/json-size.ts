/** JSON of this protocol is a few levels deep; a text of nothing but brackets must not exhaust the stack. */
const MAX_DEPTH = 32

/**
 * How long a value is as JSON text, without writing the text. Escapes count as the characters they stand for.
 * @param limitBytes counting stops above it, so that a hostile value costs no more than the limit.
 * @returns UTF-8 bytes, or Infinity above the limit; undefined for what no JSON text gives: bytes, functions,
 *   bigints, objects nested deeper than 32.
 */
export function jsonSize(value: unknown, limitBytes: number): number | undefined {
  const bytes = measure(value, limitBytes, 0)
  if (Number.isNaN(bytes)) return undefined
  return bytes > limitBytes ? Number.POSITIVE_INFINITY : bytes
}

/**
 * A plain recursion without closures, because this runs for every frame of every owner.
 * @param room counting may stop above it.
 * @returns NaN for what no JSON text gives, which every sum that it is part of becomes, too.
 */
function measure(part: unknown, room: number, depth: number): number {
  switch (typeof part) {
    case "string":
      return 2 + utf8Length(part)
    case "number":
    case "boolean":
      return String(part).length
    case "object":
      if (part === null) return 4
      if (depth === MAX_DEPTH || ArrayBuffer.isView(part) || part instanceof ArrayBuffer) return Number.NaN
      return Array.isArray(part) ? measureItems(part, room, depth) : measureFields(part, room, depth)
    default:
      return Number.NaN
  }
}

function measureItems(items: readonly unknown[], room: number, depth: number): number {
  let bytes = 2 + items.length
  for (const item of items) {
    if (!(bytes <= room)) break
    bytes += measure(item, room - bytes, depth + 1)
  }
  return bytes
}

function measureFields(fields: object, room: number, depth: number): number {
  let bytes = 2
  for (const [key, field] of Object.entries(fields)) {
    if (!(bytes <= room)) break
    // A field that is undefined is left out of the text.
    if (field !== undefined) bytes += 4 + utf8Length(key) + measure(field, room - bytes, depth + 1)
  }
  return bytes
}

/** Half a surrogate pair counts 2, so that a whole one counts its 4 bytes. */
function utf8Length(text: string): number {
  let bytes = text.length
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2
  }
  return bytes
}
