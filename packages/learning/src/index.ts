export { bucketedMedian } from "./aggregation/bucketed-median.ts"
export { RunningMean } from "./aggregation/running-mean.ts"
export { type ServerAdamOptions, type ServerMoments, serverAdam } from "./aggregation/server-adam.ts"
export { trimmedMean } from "./aggregation/trimmed-mean.ts"
export { measure, mergeMeasurements, softmax } from "./measurement.ts"
export { initialWeights } from "./model/initial-weights.ts"
export { outputCount, type Parameter, parameterCount, parameterLayout } from "./model/layout.ts"
export { creditNetwork, linearRegression, logisticRegression } from "./model/templates.ts"
export { type TfjsFiles, tfjsFiles } from "./model/tfjs-files.ts"
export { DIGIT_ARCHITECTURES, type DigitArchitecture, digitNetwork } from "./network/digit-networks.ts"
export {
  type NetworkProblem,
  type NetworkRead,
  type ReadNetwork,
  readNetworkFiles,
} from "./network/files/read-network.ts"
export { networkFiles } from "./network/files/write-network.ts"
export { labelsOf, networkOutputs, type PlainOutputs } from "./network/forward.ts"
export { chooseFraction, largestSum } from "./network/fraction.ts"
export { initialNetworkWeights } from "./network/initial-network-weights.ts"
export { permutation, type SeededRandom, seededRandom } from "./seeded-random.ts"
export type { Measurement, Trainer, TrainerFactory, TrainingResult } from "./trainer.ts"
export { applyUpdate, clipUpdate, difference, distance, firstNonFinite, norm } from "./update/vectors.ts"
