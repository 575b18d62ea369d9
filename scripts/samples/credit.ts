import { type SeededGenerator, seededGenerator } from "@tutti/data"

/*
 * A made-up credit approval file with the form of the real one (creditApprovalSchema). Each applicant has one hidden
 * number, the standing, higher for those who are approved; every attribute is drawn from it and from chance by the
 * tables below, written by hand with the real file's shape in mind; no row comes from there. Only additions, multiplications,
 * divisions and square roots are used, which IEEE 754 fixes to the last bit: the file is the same on every machine.
 */

const ROWS = 690
const INCOMPLETE_ROWS = 37
const APPROVED_SHARE = 0.45
/** Distance of the two groups' mean standings from 0, in standard deviations: how easy the task is. */
const SEPARATION = 1.45

/** The file's text: 690 lines of 15 attributes and the decision, without a header. */
export function creditSample(seed: number): string {
  const chance = seededGenerator(seed)
  const rows = Array.from({ length: ROWS }, () => applicant(chance))
  for (const row of rows.slice(0, INCOMPLETE_ROWS)) forget(row, chance)
  shuffle(rows, chance)
  return `${rows.map((row) => row.join(",")).join("\n")}\n`
}

function applicant(chance: SeededGenerator): string[] {
  const approved = uniform(chance) < APPROVED_SHARE
  const standing = (approved ? SEPARATION : -SEPARATION) + normal(chance)
  /** A number in (0, 1) that follows the standing: the more noise, the less. */
  const rank = (noise: number) => share((standing + noise * normal(chance)) / Math.sqrt(1 + noise * noise))
  const flag = (noise: number, threshold: number) => (rank(noise) > threshold ? "t" : "f")

  const housing =
    uniform(chance) < 0.1 + 0.35 * rank(2) ? "u g" : pick(chance, ["u g", 5], ["y p", 4], ["l gg", 0.1])
  const [a4 = "", a5 = ""] = housing.split(" ")
  const employed = flag(1.3, 0.52)
  const yearsEmployed = employed === "t" ? Math.ceil(quantile(rank(1), [0, 1, 2, 4, 8, 14, 40])) : 0
  const trade = rank(1.8) > 0.5 ? PROSPERING_TRADES : STRUGGLING_TRADES
  return [
    pick(chance, ["b", 7], ["a", 3]),
    quantile(rank(3), [14, 19, 23, 28, 37, 48, 78]).toFixed(2),
    decimal(quantile(rank(2), [0, 0.4, 1, 2.8, 7, 11.5, 27])),
    a4,
    a5,
    pick(chance, ...trade),
    pick(chance, ...SCHOOLS),
    decimal(quantile(rank(1.2), [0, 0.05, 0.2, 0.9, 2.8, 6, 26])),
    flag(1, 0.5),
    employed,
    // The real file pads these two with zeros; so does this one, because readers must cope with it.
    yearsEmployed === 0 ? "0" : String(yearsEmployed).padStart(2, "0"),
    flag(20, 0.54),
    pick(chance, ["g", 90], ["s", 9], ["p", 1]),
    String(20 * Math.round(quantile(1 - rank(4), [0, 0, 4, 8, 14, 19, 60]))).padStart(5, "0"),
    String(Math.round(quantile(rank(1.1), [0, 0, 0, 8, 420, 2_400, 40_000]))),
    approved ? "+" : "-",
  ]
}

type Weighted = readonly [value: string, weight: number]

const PROSPERING_TRADES: readonly Weighted[] = [
  ["c", 20],
  ["q", 15],
  ["w", 11],
  ["x", 9],
  ["cc", 9],
  ["aa", 7],
  ["m", 5],
  ["i", 5],
  ["k", 5],
  ["e", 5],
  ["d", 3],
  ["ff", 3],
  ["j", 2],
  ["r", 1],
]
const STRUGGLING_TRADES: readonly Weighted[] = [
  ["c", 20],
  ["ff", 13],
  ["i", 11],
  ["k", 10],
  ["aa", 9],
  ["w", 8],
  ["q", 7],
  ["m", 7],
  ["d", 5],
  ["cc", 4],
  ["e", 3],
  ["x", 2],
  ["j", 2],
  ["r", 1],
]
const SCHOOLS: readonly Weighted[] = [
  ["v", 58],
  ["h", 20],
  ["bb", 9],
  ["ff", 7],
  ["z", 1],
  ["j", 1],
  ["dd", 1],
  ["n", 1],
  ["o", 1],
]

/** Attributes that may be unknown; those of one entry are unknown together. */
const FORGETTABLE = [[0], [1], [3, 4], [5, 6], [13]]

function forget(row: string[], chance: SeededGenerator): void {
  const times = uniform(chance) < 0.3 ? 2 : 1
  for (let time = 0; time < times; time++)
    for (const index of FORGETTABLE[chance.below(FORGETTABLE.length)] ?? []) row[index] = "?"
}

function shuffle(rows: string[][], chance: SeededGenerator): void {
  for (let last = rows.length - 1; last > 0; last--) {
    const other = chance.below(last + 1)
    const [a = [], b = []] = [rows[last], rows[other]]
    rows[last] = b
    rows[other] = a
  }
}

const uniform = (chance: SeededGenerator) => chance.next() / 2 ** 32

/** Sum of twelve uniform numbers less 6 (Irwin–Hall): mean 0, variance 1, close to normal, and exact. */
function normal(chance: SeededGenerator): number {
  let sum = -6
  for (let draw = 0; draw < 12; draw++) sum += uniform(chance)
  return sum
}

/** A rising curve from the real line onto (0, 1). */
const share = (value: number) => (1 + value / Math.sqrt(1 + value * value)) / 2

const QUANTILE_RANKS = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]

/** The value below which this share of a distribution lies, given its quantiles at QUANTILE_RANKS. */
function quantile(rank: number, values: readonly number[]): number {
  const upper = Math.max(
    1,
    QUANTILE_RANKS.findIndex((limit) => rank <= limit),
  )
  const [from = 0, to = 1] = QUANTILE_RANKS.slice(upper - 1, upper + 1)
  const [low = 0, high = 0] = values.slice(upper - 1, upper + 1)
  return low + ((rank - from) / (to - from)) * (high - low)
}

function pick(chance: SeededGenerator, ...values: readonly Weighted[]): string {
  let left = uniform(chance) * values.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [value, weight] of values) {
    left -= weight
    if (left < 0) return value
  }
  return values.at(-1)?.[0] ?? ""
}

/** At most three decimals, in steps of 0.005 as the real file has them, without trailing zeros. */
const decimal = (value: number) => String(Math.round(value * 200) / 200)
