import * as z from "zod"

/** Lower-case hex SHA-256: hashes of models, studies and identity keys. */
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/)

export const StudyId = z
  .string()
  .regex(/^[a-z0-9]{16}$/)
  .brand<"StudyId">()
export type StudyId = z.infer<typeof StudyId>

/** SHA-256 of the owner's identity key: the same owner has the same id in every study session, and no name. */
export const ParticipantId = sha256Hex.brand<"ParticipantId">()
export type ParticipantId = z.infer<typeof ParticipantId>

export const InviteId = z
  .string()
  .regex(/^[a-z0-9]{16}$/)
  .brand<"InviteId">()
export type InviteId = z.infer<typeof InviteId>

/** SHA-256 over the little-endian float32 bytes of the weights. */
export const ModelHash = sha256Hex.brand<"ModelHash">()
export type ModelHash = z.infer<typeof ModelHash>

/** SHA-256 over the canonical JSON of a study's specification: what an owner consented to. */
export const StudyHash = sha256Hex.brand<"StudyHash">()
export type StudyHash = z.infer<typeof StudyHash>

export const RoundNumber = z.int().min(1)
export type RoundNumber = z.infer<typeof RoundNumber>
