import type { Measurement } from "../harness/measurement.ts"
import { regressHousingOften } from "./housing.ts"

export const measurement: Measurement = {
  name: "regression/four-owners-rounds",
  what: "openings in which all parties wait for each other, in the regression of regression/four-owners",
  unit: "rounds",
  bar: 6,
  anchor: { name: "PySyft: sequential comparisons of 14 divisions", value: 4_000 },
  run: async () => (await regressHousingOften()).map(({ report }) => report.rounds),
}
