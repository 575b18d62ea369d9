import { rowScale } from "../dithered/row-scale.ts"
import { isMagnitude, type Opened, type Setting } from "../dithered/stage.ts"
import { type OpenedValue, openedValues } from "./opened-values.ts"

/** The numbers themselves under the names of `openedValues`, in its order, without what is masked. */
export type OpenedRecord = readonly {
  readonly name: OpenedValue["name"]
  readonly values: readonly bigint[]
}[]

const openedOf = ({ design }: Setting): OpenedValue[] =>
  openedValues(design, "coefficients").filter((value) => value.as !== "masked")

/** What a run has opened, written down for whoever shows or checks its table. */
export function recordOf(setting: Setting, opened: Opened): OpenedRecord {
  const { rows, absorbed, weight } = opened.counts
  const values: Record<string, readonly bigint[]> = {
    rows: [rows],
    owners: [absorbed],
    "sum of weights": [weight],
    "magnitude sample": [opened.magnitude],
    coefficients: opened.coefficients,
    "variance factors": opened.inverseOpened,
    "residual sum of squares": [opened.residualOpened],
    "total sum of squares": [opened.totalOpened],
  }
  return openedOf(setting).map(({ name }) => ({ name, values: values[name] ?? [] }))
}

/** The same, read back; undefined for a record that is not of this design, or that no run can have opened. */
export function openedFrom(setting: Setting, record: OpenedRecord): Opened | undefined {
  const { design, parameters } = setting
  const expected = openedOf(setting)
  const isOfDesign =
    record.length === expected.length &&
    expected.every(({ name, count }, place) => {
      const entry = record[place]
      return entry?.name === name && entry.values.length === count
    })
  if (!isOfDesign) return undefined
  const values = (name: string) => record.find((entry) => entry.name === name)?.values ?? []
  const [rows = 0n] = values("rows")
  const [absorbed = 0n] = values("owners")
  const [weight = rows * BigInt(design.weight?.largest ?? 1)] = values("sum of weights")
  const [magnitude = 0n] = values("magnitude sample")
  const [residualOpened = 0n] = values("residual sum of squares")
  const [totalOpened = 0n] = values("total sum of squares")
  // What the solve itself would not have gone on from, and what would divide by nothing.
  const isPossible =
    rows > 0n &&
    rows <= BigInt(design.mostRows) &&
    absorbed >= 0n &&
    weight >= rows &&
    isMagnitude(parameters, magnitude)
  if (!isPossible) return undefined
  const counts = { rows, absorbed, weight }
  return {
    counts,
    scale: rowScale(design, parameters, counts),
    magnitude,
    coefficients: values("coefficients"),
    inverseOpened: values("variance factors"),
    residualOpened,
    totalOpened,
  }
}
