import { sha256 } from "@tutti/crypto"
import { type StudyHash, StudyId } from "@tutti/protocol"
import { fromHex } from "@tutti/ring"
import { labelled } from "@tutti/secure-aggregation"
import { hashBytes } from "../secure/signed.ts"

const DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"
const LENGTH = 16

/**
 * The id of an inference: 16 digits to the base of 36 out of SHA-256 of `in/id/1` ‖ 0 ‖ hash of the terms ‖ hash of the
 * secret in the client's link, the digest read as one number from its first byte on. Whoever declares the same terms with
 * the same secret has the same id, at a relay that has forgotten them too; nobody else has it.
 * @param inviteHash SHA-256, hex
 */
export function inferenceId(termsHash: StudyHash, inviteHash: string): StudyId {
  const secret = fromHex(inviteHash) ?? new Uint8Array(0)
  const digest = sha256(labelled("in/id/1", hashBytes(termsHash), secret))
  let number = digest.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const base = BigInt(DIGITS.length)
  let id = ""
  while (id.length < LENGTH) {
    id += DIGITS.charAt(Number(number % base))
    number /= base
  }
  return StudyId.parse(id)
}
