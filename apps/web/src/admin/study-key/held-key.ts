import { webRandom } from "@tutti/crypto"
import type { StudySpec } from "@tutti/protocol"
import { TuttiError } from "@tutti/sdk"
import { type AdminClient, generateStudyKey, readStudyKey, type StudyKey } from "@tutti/sdk/admin"
import { browserKeyShelf } from "./key-shelf.ts"
import { UnkeptKey } from "./unkept.ts"

/* Study keys in this browser: made here, kept here, brought here from a file. None is ever sent. */

export function makeStudyKey(): Promise<StudyKey> {
  return generateStudyKey(webRandom)
}

/** @returns null when this browser never had it. @param publicKey base64url */
export async function findKey(publicKey: string): Promise<StudyKey | null> {
  const kept = await browserKeyShelf().find(publicKey)
  return kept === null ? null : readStudyKey(kept.file)
}

/** @throws {TuttiError} E_STUDY_KEY for a file of another study, or of none; UnkeptKey */
export async function importKey(text: string, publicKey: string): Promise<StudyKey> {
  const key = await readStudyKey(text)
  if (key.publicKey !== publicKey) throw TuttiError.local("E_STUDY_KEY")
  await keepKey(key)
  return key
}

/**
 * Create a study; a secure one only after its key is on this computer's disk: a study whose key is lost can never be
 * frozen. @throws {TuttiError} as the client does; UnkeptKey
 */
export async function createWithKey(admin: AdminClient, spec: StudySpec, key: StudyKey) {
  if (spec.secure === undefined) return admin.createStudy(spec)
  await keepKey(key)
  return admin.createStudy(spec, key)
}

/** Resolves when it is on the disk: no study may name it before. @throws {UnkeptKey} */
export function keepKey(key: StudyKey): Promise<void> {
  return browserKeyShelf()
    .keep({ publicKey: key.publicKey, file: key.toFile() })
    .catch((cause: unknown) => {
      throw new UnkeptKey("the study key could not be kept", { cause })
    })
}
