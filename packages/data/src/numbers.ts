/** The sign between units and tenths: 1,234.5 or 1.234,5. */
export type DecimalSign = "point" | "comma"

const PLAIN_INTEGER = /^[+-]?\d+$/
/** Most cells of most files; the grammar below reads them alike, several times slower. */
const PLAIN_DECIMAL = /^[+-]?\d+\.\d+$/
/** "1.234": a decimal, or a thousand and something. */
const ONE_GROUP = /^[+-]?[1-9]\d{0,2}\.\d{3}$/
/** Groups of three digits, all set apart by the same sign; the first group never begins with zero. */
const GROUPED = String.raw`[1-9]\d{0,2}(?:(?<group>SIGNS)\d{3}(?:\k<group>\d{3})*)`
const EXPONENT = String.raw`(?:[eE][+-]?\d{1,3})?`
const grammar = (decimal: string, groups: string) =>
  new RegExp(
    String.raw`^[+-]?(?:${GROUPED.replace("SIGNS", groups)}(?:${decimal}\d*)?|\d+(?:${decimal}\d*)?|${decimal}\d+)${EXPONENT}$`,
  )
const SPACES_AND_MARKS = String.raw`[ \u00a0\u202f'’]`
const GRAMMAR: Record<DecimalSign, RegExp> = {
  point: grammar(String.raw`\.`, `(?:,|${SPACES_AND_MARKS})`),
  comma: grammar(",", String.raw`(?:\.|${SPACES_AND_MARKS})`),
}
const GROUP_SIGNS: Record<DecimalSign, RegExp> = {
  point: /[, \u00a0\u202f'’]/g,
  comma: /[. \u00a0\u202f'’]/g,
}

/**
 * Read a cell as a number: optional sign, digits with or without groups of three, decimals, exponent. Nothing is
 * guessed: "12 kg", "1,2,3", "0x10", "inf" and the empty cell are no numbers.
 * @returns a finite number, or NaN.
 */
export function parseNumber(cell: string, decimal: DecimalSign): number {
  if (PLAIN_INTEGER.test(cell) || (decimal === "point" && PLAIN_DECIMAL.test(cell)))
    return finite(Number(cell))
  const text = cell.trim().replace("\u2212", "-")
  if (!GRAMMAR[decimal].test(text)) return Number.NaN
  return finite(Number(text.replaceAll(GROUP_SIGNS[decimal], "").replace(",", ".")))
}

const finite = (value: number) => (Number.isFinite(value) ? value : Number.NaN)

/** What a cell says about the decimal sign: the value if both readings agree, which one is possible, or that both are. */
export type NumberReading = "same" | "point" | "comma" | "ambiguous" | "none"

export function numberReading(cell: string): NumberReading {
  if (PLAIN_INTEGER.test(cell)) return "same"
  if (PLAIN_DECIMAL.test(cell) && !ONE_GROUP.test(cell)) return "point"
  const point = parseNumber(cell, "point")
  const comma = parseNumber(cell, "comma")
  if (point === comma) return "same"
  if (Number.isNaN(point)) return Number.isNaN(comma) ? "none" : "comma"
  return Number.isNaN(comma) ? "point" : "ambiguous"
}

/** A code written in digits: as a number it would lose the zeros. */
export const hasLeadingZero = (cell: string) => /^[+-]?0\d+$/.test(cell)

/** More digits than a double keeps (15 are always safe). */
export const hasLongDigits = (cell: string) => /^[+-]?\d{16,}$/.test(cell)
