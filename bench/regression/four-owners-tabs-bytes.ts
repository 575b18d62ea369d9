import type { Measurement } from "../harness/measurement.ts"
import { regressInTabs } from "./tabs.ts"

export const measurement: Measurement = {
  name: "regression/four-owners-tabs-bytes",
  what: "the most that one tab sends in the regression of regression/four-owners-tabs, keys, frames and report, without envelopes",
  unit: "kB",
  bar: 130,
  anchor: { name: "the bar", value: 130 },
  run: async () => (await regressInTabs()).map(({ kiloBytes }) => kiloBytes),
}
