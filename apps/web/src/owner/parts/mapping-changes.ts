import type { ColumnSource, DecimalSign, Mapping } from "@tutti/data"
import type { DataScreen } from "../../workers/participant/data-screen.ts"

/* An owner's changes by hand, as new mappings. `index` counts the study's columns, the answer last. */

/** @param fileColumn position in the file, or null for "not there". */
export function mapColumn({ mapping, lines }: DataScreen, index: number, fileColumn: number | null): Mapping {
  const decimal = lines[index]?.source?.decimal ?? "point"
  const source: ColumnSource | null =
    fileColumn === null ? null : { column: fileColumn, decimal, factor: 1, values: [] }
  return withSource(mapping, index, source)
}

/** Every number of the file with this decimal sign. */
export function setDecimals({ mapping }: DataScreen, decimal: DecimalSign): Mapping {
  const read = (source: ColumnSource | null) => (source === null ? null : { ...source, decimal })
  return { columns: mapping.columns.map(read), target: read(mapping.target) }
}

/** The sign that all numbers are read with; "mixed" where columns differ. */
export function decimalsOf({ lines }: DataScreen): DecimalSign | "mixed" {
  const signs = new Set(
    lines.flatMap(({ listed, source }) => (listed === null && source ? [source.decimal] : [])),
  )
  const [only = "point"] = signs
  return signs.size > 1 ? "mixed" : only
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
