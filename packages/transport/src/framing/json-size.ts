/** JSON of this protocol is a few levels deep; a text of nothing but brackets must not exhaust the stack. */
const MAX_DEPTH = 32

/**
 * How long a value is as JSON text, without writing the text. Escapes count as the characters they stand for.
 * @param limitBytes counting stops above it, so that a hostile value costs no more than the limit.
 * @returns UTF-8 bytes, or Infinity above the limit; undefined for what no JSON text gives: bytes, functions,
 *   bigints, objects nested deeper than 32.
 */
export function jsonSize(value: unknown, limitBytes: number): number | undefined {
  let bytes = 0
  const count = (more: number) => {
    bytes += more
    return true
  }
  const visit = (part: unknown, depth: number): boolean => {
    if (bytes > limitBytes) return true
    switch (typeof part) {
      case "string":
        return count(2 + utf8Length(part))
      case "number":
      case "boolean":
        return count(String(part).length)
      case "object":
        if (part === null) return count(4)
        if (depth === MAX_DEPTH || ArrayBuffer.isView(part) || part instanceof ArrayBuffer) return false
        if (Array.isArray(part)) return count(2 + part.length) && part.every((item) => visit(item, depth + 1))
        // A field that is undefined is left out of the text.
        return (
          count(2) &&
          Object.entries(part).every(
            ([key, field]) => field === undefined || (count(4 + utf8Length(key)) && visit(field, depth + 1)),
          )
        )
      default:
        return false
    }
  }
  if (!visit(value, 0)) return undefined
  return bytes > limitBytes ? Number.POSITIVE_INFINITY : bytes
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
