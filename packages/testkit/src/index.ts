export { signingAtOnce, verifyAtOnce } from "./at-once.ts"
export { cohort, type Person } from "./cohort.ts"
export { FakeClock } from "./fake-clock.ts"
export { linearTrainer } from "./linear-trainer.ts"
export {
  goodWeather,
  type Letter,
  LossyNetwork,
  type RelayDoor,
  type RelayLine,
  type Weather,
} from "./lossy-network.ts"
export { type NumberRows, numberDataset } from "./number-dataset.ts"
export { NUMBER_COLUMNS, numberStudy } from "./number-study.ts"
export { type Signers, secureNumberStudy } from "./secure-study.ts"
export { takingTime } from "./taking-time.ts"
export { unsafeSeededRandom } from "./unsafe-seeded-random.ts"
