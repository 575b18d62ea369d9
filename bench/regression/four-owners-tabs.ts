import type { Measurement } from "../harness/measurement.ts"
import { regressInTabs } from "./tabs.ts"

export const measurement: Measurement = {
  name: "regression/four-owners-tabs",
  what: "wall time from the admin's start to the admin's table: Boston, 13 features, four owners' tabs and a dealer's tab in one Chromium, relay in the measuring process, coefficients opened; a run is a study of its own",
  unit: "s",
  bar: 2,
  anchor: { name: "the bar", value: 2 },
  run: async () => (await regressInTabs()).map(({ seconds }) => seconds),
}
