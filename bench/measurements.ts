import type { Measurement } from "./harness/measurement.ts"

/** Every figure that can be asked for. Loaded one by one, so that no measurement pays for another's imports. */
export const MEASUREMENTS: Readonly<Record<string, () => Promise<{ measurement: Measurement }>>> = {
  "federated/one-row-owners": () => import("./federated/one-row-owners.ts"),
  "federated/training-loop": () => import("./federated/training-loop.ts"),
  "federated/relay-cpu": () => import("./federated/relay-cpu.ts"),
  "federated/accuracy": () => import("./federated/accuracy.ts"),
  "federated/first-load": () => import("./federated/first-load.ts"),
  "federated/longest-task": () => import("./federated/longest-task.ts"),
}
