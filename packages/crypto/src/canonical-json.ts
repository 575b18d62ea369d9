/**
 * The one JSON text of a value: keys sorted by UTF-16 code units, no white space, numbers as ECMAScript prints
 * them. Two machines that hold equal values hash equal texts.
 * @param value null, booleans, finite numbers, well-formed strings, dense arrays and plain objects of these.
 * @throws {TypeError} naming the path for anything else: `undefined`, NaN, infinities, bigint, functions, half a
 *   surrogate pair, a class's object. These never come out of a parsed message, so they are bugs of the caller.
 * @see RFC 8785, section 3.2, of which this is the part that takes values instead of JSON texts
 */
export function canonicalJson(value: unknown): string {
  return serialise(value, "$")
}

function serialise(value: unknown, path: string): string {
  switch (typeof value) {
    case "boolean":
      return String(value)
    case "number":
      if (Number.isFinite(value)) return JSON.stringify(value)
      break
    case "string":
      return quote(value, path)
    case "object":
      if (value === null) return "null"
      if (Array.isArray(value))
        return `[${Array.from(value, (item, index) => serialise(item, `${path}[${index}]`)).join(",")}]`
      if (isPlain(value)) return serialiseObject(value, path)
      break
  }
  throw new TypeError(`${path} has no canonical JSON`)
}

function serialiseObject(value: object, path: string): string {
  // `sort` without a comparator orders by UTF-16 code units, as section 3.2.3 asks.
  const keys = Object.keys(value).sort()
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries(value))
  return `{${keys.map((key) => `${quote(key, path)}:${serialise(fields.get(key), `${path}.${key}`)}`).join(",")}}`
}

function quote(text: string, path: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError(`${path} holds half a surrogate pair`)
  return JSON.stringify(text)
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
