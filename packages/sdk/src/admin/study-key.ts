import { identityFromKeys, jsonHash, participantId, type Random } from "@tutti/crypto"
import { FrozenRoster, PublicKey, StudyHash, StudySpec } from "@tutti/protocol"
import { fromBase64url, fromHex, toBase64url } from "@tutti/ring"
import { rosterRoot, signedPolicy, signedRoster } from "@tutti/secure-aggregation"
import * as z from "zod"
import { TuttiError } from "../error.ts"

/**
 * The key that signs a secure study's rules and owners. It stays with the admin: whoever has it can admit owners to
 * the study's roster, and a relay that had it could fill a roster with owners of its own.
 */
export interface StudyKey {
  /** [32] in base64url: `secure.studyKey` of the study, and the last part of its invite links. */
  readonly publicKey: string
  /** @returns the signature that goes with the study when it is created, base64url. */
  signPolicy(studyHash: StudyHash): Promise<string>
  /** @param identityKeys each [32] in base64url, in any order; the roster holds them by participant id. */
  signRoster(studyHash: StudyHash, identityKeys: readonly string[]): Promise<FrozenRoster>
  /** What a person keeps to be this admin again in another browser: a secret, as text of a JSON file. */
  toFile(): string
}

/** A roster is frozen once. */
const ROSTER_VERSION = 1

const StudyKeyFile = z.strictObject({
  file: z.literal("tutti/study-key/1"),
  publicKey: PublicKey,
  secretKey: PublicKey,
})

/** A new study key; one for each study. @param random the platform's generator outside tests */
export function generateStudyKey(random: Random): Promise<StudyKey> {
  return studyKeyFrom(random(32))
}

/** The study key of a file that `toFile` wrote. @throws {TuttiError} E_STUDY_KEY for any other text. */
export async function readStudyKey(text: string): Promise<StudyKey> {
  const parsed = StudyKeyFile.safeParse(parseJson(text))
  const secretKey = parsed.success ? fromBase64url(parsed.data.secretKey) : undefined
  const key = secretKey && (await studyKeyFrom(secretKey))
  if (key === undefined || key.publicKey !== parsed.data?.publicKey) throw TuttiError.local("E_STUDY_KEY")
  return key
}

/** What an owner agrees to when it agrees to a study, and what the study key signs. @throws {ZodError} for no study. */
export function studyHash(spec: StudySpec): StudyHash {
  return StudyHash.parse(jsonHash(StudySpec.parse(spec)))
}

/** Its bytes are in memory that JavaScript can read, because a person may export them. @param secretKey [32] */
async function studyKeyFrom(secretKey: Uint8Array<ArrayBuffer>): Promise<StudyKey> {
  const signer = await identityFromKeys({ secretKey })
  const publicKey = toBase64url(signer.publicKey)
  const sign = async (message: Uint8Array) => toBase64url(await signer.sign(message))
  return {
    publicKey,
    signPolicy: (hash) => sign(signedPolicy(hashBytes(hash))),
    async signRoster(hash, identityKeys) {
      const keys = identityKeys.map(keyBytes).sort(byParticipant)
      const signature = await sign(signedRoster(hashBytes(hash), rosterRoot(ROSTER_VERSION, keys)))
      return FrozenRoster.parse({ version: ROSTER_VERSION, identityKeys: keys.map(toBase64url), signature })
    },
    toFile: () =>
      `${JSON.stringify({ file: "tutti/study-key/1", publicKey, secretKey: toBase64url(secretKey) }, null, 2)}\n`,
  }
}

/** Ascending by participant id, as the hash of a roster has it. */
function byParticipant(one: Uint8Array, other: Uint8Array): number {
  return participantId(one) < participantId(other) ? -1 : 1
}

function keyBytes(key: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64url(key)
  if (bytes?.length !== 32) throw new RangeError("an identity key has 32 bytes")
  return bytes
}

function hashBytes(hash: StudyHash): Uint8Array<ArrayBuffer> {
  const bytes = fromHex(hash)
  if (bytes === undefined) throw new RangeError("a study's hash is hexadecimal")
  return bytes
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, and so no study key: the parser has no other way to say so.
    return undefined
  }
}
