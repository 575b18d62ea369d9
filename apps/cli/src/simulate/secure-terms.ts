import { webRandom } from "@tutti/crypto"
import type { Deadlines, StudySpec } from "@tutti/protocol"
import { generateStudyKey, relayInfo, type StudyKey } from "@tutti/sdk"
import { secureStudy } from "@tutti/sdk/templates"
import { policyProblem } from "@tutti/sessions/training"
import { CliFailure } from "../failure.ts"

/** What one owner's longest step takes on a busy machine, among hundreds of owners. */
const STEP_MS = 300

/** The most that a policy may allow to drop out. */
const MOST_DROPOUTS = 5_000
/** A round in a thousand has more drop-outs than this many standard deviations above their mean. */
const DEVIATIONS = 3

/**
 * The study of a secure simulation, signed for this relay: its policy lets as many owners go as are likely to.
 * @param rate probability, per owner and round, to drop out
 * @throws {CliFailure} E_TOO_FEW_OWNERS where no sum of so few hides anything.
 */
export async function secureTerms(
  spec: StudySpec,
  relay: string,
  owners: number,
  rate: number,
): Promise<{ spec: StudySpec; studyKey: StudyKey }> {
  const studyKey = await generateStudyKey(webRandom)
  const { relayKey } = await relayInfo(relay)
  const keys = { studyKey: studyKey.publicKey, relayKey }
  const patient = { ...spec, training: { ...spec.training, deadlines: patientDeadlines(spec, owners) } }
  return { spec: secureStudy(patient, { ...keys, owners, ...dropoutsAllowed(owners, rate) }), studyKey }
}

/** All owners of a simulation take their turns on one machine: a step of all of them lasts as long as all of theirs. */
function patientDeadlines({ training: { deadlines } }: StudySpec, owners: number): Deadlines {
  return { ...deadlines, minMs: Math.min(deadlines.maxMs, Math.max(deadlines.minMs, owners * STEP_MS)) }
}

/** @throws {CliFailure} E_TOO_FEW_OWNERS, before anything is started. */
export function requireEnoughOwners(spec: StudySpec, owners: number): void {
  const { secure } = secureStudy(spec, { studyKey: "", relayKey: "", owners })
  if (secure !== undefined && policyProblem(secure, owners) === null) return
  throw new CliFailure(
    "E_TOO_FEW_OWNERS",
    `A secure study takes at least 3 owners, not ${owners}: a sum of fewer tells one owner the other's numbers.`,
  )
}

function dropoutsAllowed(owners: number, rate: number) {
  if (rate === 0) return {}
  const likely = rate + DEVIATIONS * Math.sqrt((rate * (1 - rate)) / owners)
  return { dropoutPerTenThousand: Math.min(MOST_DROPOUTS, Math.ceil(10_000 * likely)) }
}
