import type { StudyId } from "@tutti/protocol"
import { reopenInference, type SignedInference } from "@tutti/sdk/inference"
import { problemOfError } from "../regression/problem.ts"
import type { InferenceProblem } from "./api.ts"
import { OTHER_RELAY } from "./departures.ts"

/**
 * Tells a relay once more of an offer that it may have forgotten; one that knows it changes nothing.
 * @returns what stands in the way
 */
export async function declareAgain(
  relay: { readonly baseUrl: string; readonly token: string },
  offer: { readonly study: StudyId; readonly signed: SignedInference; readonly lastRun: number },
): Promise<InferenceProblem | null> {
  try {
    await reopenInference(relay, offer)
    return null
  } catch (error) {
    const problem = problemOfError(error)
    return problem.code === "E_POLICY" ? OTHER_RELAY : problem
  }
}
