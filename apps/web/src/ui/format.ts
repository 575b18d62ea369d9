/* Numbers and times as people read them, in the language of the page. Pure: no clock is read here. */

const LOCALE = "en-GB"
const integer = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 })
const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 })
const percentage = new Intl.NumberFormat(LOCALE, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
})
const chosenPercentage = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 2 })
const significant = new Intl.NumberFormat(LOCALE, {
  minimumSignificantDigits: 4,
  maximumSignificantDigits: 4,
})
const scientific = new Intl.NumberFormat(LOCALE, { notation: "scientific", maximumSignificantDigits: 3 })
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" })
const timeOfDay = new Intl.DateTimeFormat(LOCALE, { timeStyle: "medium" })
const plural = new Intl.PluralRules(LOCALE)

/** What stands where no number is: never a zero that was not measured. */
export const NO_VALUE = "–"

/** "1,234" */
export function formatCount(count: number): string {
  return integer.format(count)
}

/** "1 owner", "3 owners" */
export function formatCounted(count: number, one: string, other: string): string {
  return `${integer.format(count)} ${plural.select(count) === "one" ? one : other}`
}

/** A share in [0, 1] as "87.4%"; null and NaN as a dash. */
export function formatShare(share: number | null): string {
  return share === null || !Number.isFinite(share) ? NO_VALUE : percentage.format(share)
}

/** A share that somebody chose, with no more digits than it needs: "20%", "12.5%". */
export function formatChosenShare(share: number): string {
  return Number.isFinite(share) ? chosenPercentage.format(share) : NO_VALUE
}

/** A loss or another measured number, four significant digits: "0.6931", "1.2E-5". */
export function formatMeasure(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return NO_VALUE
  const size = Math.abs(value)
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? scientific.format(value) : significant.format(value)
}

/** Bytes in decimal units, as data sheets and browsers count: "512 B", "18.4 kB", "2.1 MB". */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"]
  let scaled = bytes
  let unit = 0
  while (scaled >= 999.95 && unit < units.length - 1) {
    scaled /= 1000
    unit += 1
  }
  return `${unit === 0 ? integer.format(scaled) : oneDigit.format(scaled)} ${units[unit]}`
}

/** A span in its natural unit: "340 ms", "4.2 s", "12 min 5 s", "3 h 20 min". */
export function formatSpan(milliseconds: number): string {
  if (milliseconds < 999.5) return `${integer.format(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 59.95) return `${oneDigit.format(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), "min", whole % 60, "s")
  const minutes = Math.floor(whole / 60)
  return twoUnits(Math.floor(minutes / 60), "h", minutes % 60, "min")
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const whole = `${integer.format(large)} ${largeUnit}`
  return small === 0 ? whole : `${whole} ${small} ${smallUnit}`
}

/** What is left on a clock: "04:10", "1:04:10". Never negative. */
export function formatClock(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  const two = (value: number) => String(value).padStart(2, "0")
  const hours = Math.floor(seconds / 3600)
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

/** "21 Nov 2026, 14:05" */
export function formatMoment(instant: string): string {
  return moment.format(new Date(instant))
}

/** "14:05:12" */
export function formatTime(instant: string): string {
  return timeOfDay.format(new Date(instant))
}

/** "alpha, beta and gamma" */
export function formatList(items: readonly string[]): string {
  return new Intl.ListFormat(LOCALE, { type: "conjunction" }).format(items)
}

/** A hash short enough to compare by eye; the whole one stays in the title and in what is copied. */
export function shortHash(hash: string): string {
  return `${hash.slice(0, 8)}…${hash.slice(-4)}`
}

/** The age of a state in whole seconds, coarser as it grows: "now", "12 s", "4 min", "3 h". */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 1) return "now"
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  return `${integer.format(Math.floor(seconds / 3600))} h`
}

/** A number at an axis, with the same digits after the point as its neighbours. */
export function formatTick(value: number, digits: number): string {
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) return scientific.format(value)
  return fixed(digits).format(value)
}

/** A share at an axis: "85%", or "99.5%" where the ticks are that close. */
export function formatTickShare(share: number, digits: number): string {
  return `${fixed(Math.max(0, digits - 2)).format(100 * share)}%`
}

function fixed(digits: number): Intl.NumberFormat {
  return new Intl.NumberFormat(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
