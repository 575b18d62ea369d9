import type { Measurement } from "../harness/measurement.ts"
import { regressHousingOften } from "./housing.ts"

export const measurement: Measurement = {
  name: "regression/four-owners-bytes",
  what: "the most that one party sends in the regression of regression/four-owners, envelopes and keys included",
  unit: "kB",
  bar: 130,
  anchor: { name: "the bar", value: 130 },
  run: async () => (await regressHousingOften()).map(({ report }) => report.bytesPerParty / 1_000),
}
