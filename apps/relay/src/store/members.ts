import { ParticipantId, type StudyId } from "@tutti/protocol"
import type { Kysely, Transaction } from "kysely"
import type { Tables } from "./tables.ts"

/* Members of a study of either kind that have agreed to it. */

/** In the order in which they agreed. `identityKey` is null for one that agreed before keys were kept. */
export async function agreedMembers(
  database: Kysely<Tables>,
  study: string,
): Promise<Map<ParticipantId, { label: string; identityKey: string | null }>> {
  const rows = await database
    .selectFrom("member")
    .select(["participant", "label", "identity_key"])
    .where("study", "=", study)
    .where("agreed_at", "is not", null)
    .orderBy("agreed_at")
    .orderBy("participant")
    .execute()
  return new Map(
    rows.map(({ participant, label, identity_key: identityKey }) => [
      ParticipantId.parse(participant),
      { label, identityKey },
    ]),
  )
}

/** The same of a regression, whose members never agreed without their key. */
export async function knownOwners(
  database: Kysely<Tables>,
  study: StudyId,
): Promise<Map<ParticipantId, { label: string; identityKey: string }>> {
  const members = await agreedMembers(database, study)
  return new Map(
    [...members].map(([participant, { label, identityKey }]) => {
      if (identityKey === null) throw new TypeError("a member of a regression has no key")
      return [participant, { label, identityKey }]
    }),
  )
}

export async function writeAgreement(
  transaction: Transaction<Tables>,
  study: StudyId,
  {
    atMs,
    participant,
    label,
    identityKey,
  }: { atMs: number; participant: ParticipantId; label: string; identityKey: string | null },
): Promise<void> {
  await transaction
    .updateTable("member")
    .set({ agreed_at: new Date(atMs).toISOString(), label, identity_key: identityKey })
    .where("study", "=", study)
    .where("participant", "=", participant)
    .execute()
}
