export { safetyNumber } from "../secure/signed.ts"
export * from "./admin.ts"
export * from "./committed.ts"
export { driveRegression } from "./coordinator/driver.ts"
export type { SeatedMessage } from "./coordinator/events.ts"
export type { RegressionPorts, RunningRegression } from "./coordinator/ports.ts"
export { resumeRegression } from "./coordinator/resume.ts"
export { enrolledParties, isDealer } from "./coordinator/roster.ts"
export type { RegressionCoordinator } from "./coordinator/state.ts"
export { type CoordinatorStep, coordinatorStep } from "./coordinator/step.ts"
export { regressionOutcome, regressionView } from "./coordinator/view.ts"
export { dealRegression } from "./dealer/driver.ts"
export type {
  DealerOptions,
  DealerPorts,
  DealerRecord,
  DealerRecords,
  DealerView,
  RegressionDealer,
} from "./dealer/ports.ts"
export { joinRegression } from "./party/driver.ts"
export type {
  PartyAdmission,
  PartyOptions,
  PartyPorts,
  PartyRecord,
  PartyRecords,
  RegressionParty,
} from "./party/ports.ts"
export type { EndedRun, OpenRun, PartyLedgerEntry, PartyView, RegressionResult } from "./party/view.ts"
export * from "./policy.ts"
