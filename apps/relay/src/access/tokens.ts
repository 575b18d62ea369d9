import { constantTimeEqual, type Random, sha256, sha256Hex } from "@tutti/crypto"
import { encodeUtf8, fromHex, toBase64url } from "@tutti/ring"

/** Bytes of every secret that the relay hands out: 256 bits, as 43 characters of base64url. */
const SECRET_BYTES = 32

/** A fresh admin token, invite secret or observer token. Shown once to whom it is for, stored as a hash. */
export function newSecret(random: Random): string {
  return toBase64url(random(SECRET_BYTES))
}

/** Lower-case hex SHA-256 of the secret's text: what the database keeps and looks up. */
export function hashSecret(secret: string): string {
  return sha256Hex(encodeUtf8(secret))
}

/**
 * Whether a presented secret is the one behind `hash`. Both sides are hashes of equal length, so that neither
 * the comparison's time nor an early return tells how much of a guess was right.
 */
export function isSecret(presented: string, hash: string): boolean {
  const kept = fromHex(hash)
  return kept !== undefined && constantTimeEqual(sha256(encodeUtf8(presented)), kept)
}

const ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
const ID_LENGTH = 16

/**
 * 16 characters of a-z0-9, evenly distributed (about 82 bits): the form of StudyId and InviteId. Not a secret.
 * Bytes of 252 and above are thrown away, because 252 is the largest multiple of 36 that a byte reaches.
 */
export function newId(random: Random): string {
  const usable = 256 - (256 % ID_ALPHABET.length)
  let id = ""
  while (id.length < ID_LENGTH)
    for (const byte of random(ID_LENGTH * 2))
      if (byte < usable && id.length < ID_LENGTH) id += ID_ALPHABET.charAt(byte % ID_ALPHABET.length)
  return id
}
