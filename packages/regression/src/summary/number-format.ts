/* Numbers as statsmodels prints them: C's %f and %g, which differ from JavaScript's in when they use exponents. */

/** `%#.{digits}g`: so many significant digits, trailing zeros and the point kept. */
export function significant(value: number, digits: number): string {
  if (!Number.isFinite(value)) return infinite(value)
  const exponent = exponentOf(value, digits)
  if (exponent < -4 || exponent >= digits) return exponential(value.toExponential(digits - 1))
  const fixed = value.toFixed(digits - 1 - exponent)
  return fixed.includes(".") ? fixed : `${fixed}.`
}

/** Fixed digits after the point, or significant ones without trailing zeros outside [1e-4, 1e4). */
export function fixedOrSignificant(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return infinite(value)
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e4) return value.toFixed(decimals)
  const [mantissa = "", exponent] = significant(value, decimals).split("e")
  const trimmed = mantissa.replace(/0+$/, "").replace(/\.$/, "")
  return exponent === undefined ? trimmed : `${trimmed}e${exponent}`
}

/** The decimal exponent after rounding to so many digits. */
const exponentOf = (value: number, digits: number): number =>
  Number(value.toExponential(digits - 1).split("e")[1] ?? 0)

/** JavaScript writes 1e-7 and 1e+5, C writes 1e-07 and 1e+05. */
const exponential = (text: string): string =>
  text.replace(/e([+-])(\d)$/, (_, sign: string, digit: string) => `e${sign}0${digit}`)

const infinite = (value: number): string => (Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf")
