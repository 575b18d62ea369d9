import type { Measurement } from "../harness/measurement.ts"
import { regressHousingOften } from "./housing.ts"

export const measurement: Measurement = {
  name: "regression/four-owners",
  what: "wall time from the admin's start to the admin's table: Boston, 13 features, 4 owners in one process, relay and dealer in theirs, real sockets, coefficients opened; a run is a study of its own",
  unit: "s",
  bar: 2,
  anchor: { name: "the bar", value: 2 },
  run: async () => (await regressHousingOften()).map(({ report }) => report.seconds),
}
