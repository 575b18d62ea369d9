import { chooseRoundSuite, webRandom } from "@tutti/crypto"
import type { StudyId } from "@tutti/protocol"
import type { SecurePorts, SecureRecord, SecureRecords } from "@tutti/sessions/training"

/** Records that live as long as this process: an owner that starts again is another owner. */
export function memoryRecords(): SecureRecords {
  const records = new Map<StudyId, SecureRecord>()
  return {
    load: async (study) => records.get(study) ?? null,
    save: async (study, record) => {
      records.set(study, record)
    },
  }
}

/** What a secure study needs of this machine, with the platform's cryptography. */
export function defaultSecurePorts(): SecurePorts {
  return { random: webRandom, suite: chooseRoundSuite, records: memoryRecords() }
}
