export type { BackendName } from "./backends/names.ts"
export { createTrainer, type TrainerOptions } from "./create-trainer.ts"
export { type NetworkTraining, trainNetwork } from "./networks/train-network.ts"
