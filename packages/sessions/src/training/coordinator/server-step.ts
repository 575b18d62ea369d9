import { difference, type ServerMoments, serverAdam } from "@tutti/learning"
import type { CommittedStudy } from "../committed.ts"

/** The global model and the server optimiser's memory, one step on. */
export type ServerStepped = { weights: Float32Array; server: ServerMoments | null }

/**
 * What the coordinator makes of a round's result: takes it for the new model, or steps in its direction.
 * @param trained [parameters] the average, or where the travelling model has come to.
 */
export function serverStep({ weights, server, spec }: CommittedStudy, trained: Float32Array): ServerStepped {
  const { serverStep } = spec.training
  switch (serverStep.kind) {
    case "average":
      return { weights: trained, server: null }
    case "adam": {
      const { learningRate } = serverStep
      const stepped = serverAdam(weights, difference(trained, weights), server, { learningRate })
      return { weights: stepped.weights, server: stepped.moments }
    }
  }
}
