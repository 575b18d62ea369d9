import type { ColumnSource, Mapping } from "@tutti/data"
import type { DataScreen } from "../../workers/participant/data-screen.ts"

/* An owner's changes by hand, as new mappings. `index` counts the study's columns, the answer last. */

/** @param fileColumn position in the file, or null for "not there". */
export function mapColumn({ mapping, lines }: DataScreen, index: number, fileColumn: number | null): Mapping {
  const decimal = lines[index]?.source?.decimal ?? "point"
  const source: ColumnSource | null =
    fileColumn === null ? null : { column: fileColumn, decimal, factor: 1, values: [] }
  return withSource(mapping, index, source)
}

export function setDecimal({ mapping, lines }: DataScreen, index: number, decimal: string): Mapping {
  const source = lines[index]?.source
  if (!source || (decimal !== "point" && decimal !== "comma")) return mapping
  return withSource(mapping, index, { ...source, decimal })
}

/** @param means a value of the study, or "" for none of them. */
export function mapSpelling(
  { mapping, lines }: DataScreen,
  index: number,
  text: string,
  means: string,
): Mapping {
  const source = lines[index]?.source
  if (!source) return mapping
  const others = source.values.filter(([spelled]) => spelled !== text)
  return withSource(mapping, index, { ...source, values: means === "" ? others : [...others, [text, means]] })
}

function withSource(mapping: Mapping, index: number, source: ColumnSource | null): Mapping {
  if (index === mapping.columns.length) return { ...mapping, target: source }
  return { ...mapping, columns: mapping.columns.with(index, source) }
}
