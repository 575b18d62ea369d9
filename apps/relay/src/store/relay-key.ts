import { identityFromKeys, type Random } from "@tutti/crypto"
import { toBase64url } from "@tutti/ring"
import type { Kysely } from "kysely"
import { bytesFromRow } from "./rows.ts"
import type { Tables } from "./tables.ts"

/** This relay's Ed25519 key: secure studies name it, and their owners take offers and results from no other. */
export type RelayKey = {
  /** [32] in base64url. */
  readonly publicKey: string
  /** @returns [64] */
  sign(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>
}

/**
 * The key of this database, made at the first start. It is kept beside the studies that name it and not beside the admin
 * token: whoever moves, copies or restores the database keeps the studies and the key that they need, and a relay on
 * PostgreSQL needs no folder that lasts.
 */
export async function relayKey(database: Kysely<Tables>, random: Random): Promise<RelayKey> {
  const row = await database.selectFrom("relay_key").selectAll().executeTakeFirst()
  const secretKey = row === undefined ? random(32) : bytesFromRow(row.secret_key)
  if (row === undefined) await database.insertInto("relay_key").values({ secret_key: secretKey }).execute()
  const { publicKey, sign } = await identityFromKeys({ secretKey })
  return { publicKey: toBase64url(publicKey), sign }
}
