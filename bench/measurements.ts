import type { Measurement } from "./harness/measurement.ts"

/** Every figure that can be asked for. Loaded one by one, so that no measurement pays for another's imports. */
export const MEASUREMENTS: Readonly<Record<string, () => Promise<{ measurement: Measurement }>>> = {
  "federated/one-row-owners": () => import("./federated/one-row-owners.ts"),
  "federated/training-loop": () => import("./federated/training-loop.ts"),
  "federated/relay-cpu": () => import("./federated/relay-cpu.ts"),
  "federated/accuracy": () => import("./federated/accuracy.ts"),
  "federated/first-load": () => import("./federated/first-load.ts"),
  "federated/longest-task": () => import("./federated/longest-task.ts"),
  "secure-aggregation/upload": () => import("./secure-aggregation/upload.ts"),
  "secure-aggregation/owner-100": () => import("./secure-aggregation/owner-100.ts"),
  "secure-aggregation/owner-653": () => import("./secure-aggregation/owner-653.ts"),
  "secure-aggregation/relay-0": () => import("./secure-aggregation/relay-0.ts"),
  "secure-aggregation/relay-10": () => import("./secure-aggregation/relay-10.ts"),
  "secure-aggregation/relay-30": () => import("./secure-aggregation/relay-30.ts"),
  "secure-aggregation/exact-sum": () => import("./secure-aggregation/exact-sum.ts"),
  "secure-aggregation/wall-ratio": () => import("./secure-aggregation/wall-ratio.ts"),
  "secure-aggregation/owners-653": () => import("./secure-aggregation/owners-653.ts"),
  "inference/matmul32": () => import("./inference/kernels-matmul32.ts"),
  "inference/matmul64": () => import("./inference/kernels-matmul64.ts"),
  "inference/chacha12": () => import("./inference/kernels-chacha12.ts"),
  "regression/oracle": () => import("./regression/oracle.ts"),
  "regression/four-owners": () => import("./regression/four-owners.ts"),
  "regression/four-owners-rounds": () => import("./regression/four-owners-rounds.ts"),
  "regression/four-owners-bytes": () => import("./regression/four-owners-bytes.ts"),
  "regression/aggregate-1e6": () => import("./regression/aggregate-1e6.ts"),
}
