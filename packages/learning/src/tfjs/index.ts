export type { BackendName } from "./backends/names.ts"
export { createTrainer, type TrainerOptions } from "./create-trainer.ts"
