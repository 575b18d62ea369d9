import { chooseRoundSuite, type Identity, webRandom } from "@tutti/crypto"
import type { StudyId } from "@tutti/protocol"
import { toBase64url } from "@tutti/ring"
import type { SecurePorts, SecureRecord, SecureRecords } from "@tutti/sessions/training"

/** Records of one identity that live as long as this process: an owner that starts again is another owner. */
export function memoryRecords(): SecureRecords {
  const records = new Map<StudyId, SecureRecord>()
  return {
    load: async (study) => records.get(study) ?? null,
    save: async (study, record) => {
      records.set(study, record)
    },
  }
}

/** By public key, base64url. */
const ofThisProcess = new Map<string, SecureRecords>()

/**
 * What a secure study needs of this machine, with the platform's cryptography.
 * @param identity whoever joins again with it in this process goes on from its record: a budget is not filled up by that
 */
export function defaultSecurePorts(identity?: Pick<Identity, "publicKey">): SecurePorts {
  const records = identity ? recordsOf(identity) : memoryRecords()
  return { random: webRandom, suite: chooseRoundSuite, records }
}

function recordsOf({ publicKey }: Pick<Identity, "publicKey">): SecureRecords {
  const name = toBase64url(publicKey)
  const records = ofThisProcess.get(name) ?? memoryRecords()
  ofThisProcess.set(name, records)
  return records
}
