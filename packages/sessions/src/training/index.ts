export type { AggregationTools } from "../aggregation/ports.ts"
export type { Answer } from "./answer.ts"
export type { Clock, Timers } from "./clock.ts"
export * from "./committed.ts"
export { driveCoordinator } from "./coordinator/driver.ts"
export { enrolledOwners } from "./coordinator/freezing.ts"
export type { AdmittedMessage, CoordinatorPorts, RunningCoordinator } from "./coordinator/ports.ts"
export { resume } from "./coordinator/resume.ts"
export type { Coordinator } from "./coordinator/state.ts"
export { type Step, step } from "./coordinator/step.ts"
export { type RelayKnowledge, studyState, studyView } from "./coordinator/view.ts"
export * from "./events.ts"
export { joinTraining } from "./participant/driver.ts"
export type {
  Admission,
  JoinOptions,
  ParticipantPorts,
  TrainingOutcome,
  TrainingParticipant,
} from "./participant/ports.ts"
export type { SecurePorts, SecureRecord, SecureRecords } from "./participant/secure/ports.ts"
export type { LedgerEntry, OwnerView, OwnRound, SecureOwnerView } from "./participant/view.ts"
export * from "./secure/policy.ts"
export { type SumShape, sumShape } from "./secure/sums.ts"
