export type { Answer } from "./answer.ts"
export type { Clock, Timers } from "./clock.ts"
export * from "./committed.ts"
export type { CoordinatorPorts, RunningCoordinator } from "./coordinator/ports.ts"
export * from "./events.ts"
export type {
  Admission,
  JoinOptions,
  ParticipantPorts,
  TrainingOutcome,
  TrainingParticipant,
} from "./participant/ports.ts"
export type { LedgerEntry, OwnerView, OwnRound } from "./participant/view.ts"
