import type { Measurement } from "../harness/measurement.ts"
import { scoreInTabs } from "./tabs.ts"

export const measurement: Measurement = {
  name: "inference/end-to-end-tabs",
  what: "an image of the MNIST test set (10,000), 784-500-10, batches of 50, score opened, from the click to the score in the client’s tab; client’s, model owner’s and dealer’s tab in one Chromium, relay in a process of its own",
  unit: "ms",
  bar: 2,
  anchor: { name: "the seed’s notebook, everybody in one process", value: 33 },
  run: () => scoreInTabs(),
}
