import { firstNonFinite, type ServerMoments } from "@tutti/learning"
import type { ModelHash } from "@tutti/protocol"
import { type CommittedStudy, hashModel } from "../committed.ts"
import { movedWeights, type OwnMeasurement, openTraining } from "../secure/sums.ts"
import { serverStep } from "./server-step.ts"

/** What a secure round makes of its sum. */
export type NextModel = {
  /** [parameters] */
  readonly weights: Float32Array
  readonly modelHash: ModelHash
  readonly server: ServerMoments | null
  readonly training: OwnMeasurement
  /** Of the model before this one; null where no owner holds validation rows. */
  readonly validation: OwnMeasurement | null
}

/**
 * The new global model: a function of what was committed and of the opened lanes, and of nothing else, to the bit.
 * @param survivors |A|
 * @param lanes [lanes] the opened sum
 * @returns null when the numbers ran away.
 */
export function nextModel(
  study: CommittedStudy,
  survivors: number,
  lanes: Uint32Array<ArrayBuffer>,
): NextModel | null {
  const { spec, roster, totals } = study
  if (roster === null || totals === null) throw new Error("a secure round needs a roster and totals")
  const opened = openTraining(spec, roster.identityKeys.length, totals, survivors, lanes)
  if (opened === null) return null
  const { weights, server } = serverStep(study, movedWeights(study.weights, opened.update))
  const vectors = server === null ? [weights] : [weights, server.first, server.second]
  if (vectors.some((vector) => firstNonFinite(vector) >= 0)) return null
  const { training, validation } = opened
  return { weights, modelHash: hashModel(weights), server, training, validation }
}
