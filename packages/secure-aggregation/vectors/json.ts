import { lanesToBytes, toHex } from "@tutti/ring"

/** What stands in a file of vectors. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** What a generator works with: bytes and lanes become hex digits, integers beyond 2⁵³ decimal digits. */
export type Value =
  | number
  | string
  | bigint
  | Uint8Array
  | Uint32Array
  | readonly Value[]
  | { readonly [name: string]: Value }

export function jsonOf(value: Value): Json {
  if (typeof value === "bigint") return String(value)
  if (typeof value !== "object") return value
  if (value instanceof Uint8Array) return toHex(value)
  if (value instanceof Uint32Array) return toHex(lanesToBytes(value))
  if (Array.isArray(value)) return value.map(jsonOf)
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, jsonOf(item)]))
}
