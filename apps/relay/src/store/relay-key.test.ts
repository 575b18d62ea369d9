import { type Random, verifySignature, webRandom } from "@tutti/crypto"
import { fromBase64url } from "@tutti/ring"
import type { Kysely } from "kysely"
import { expect, test } from "vitest"
import { temporaryFolder } from "../testing/test-relay.ts"
import { openDatabase } from "./engine.ts"
import { relayKey } from "./relay-key.ts"
import type { Tables } from "./tables.ts"

/** What `use` does with an open database. */
async function within<Result>(
  dataDir: string,
  use: (database: Kysely<Tables>) => Promise<Result>,
): Promise<Result> {
  const { kysely, close } = await openDatabase({ dataDir })
  try {
    return await use(kysely)
  } finally {
    await close()
  }
}

test("[R64] the relay's key is made once, out of the random port, and stays with its database", async () => {
  const drawn: number[] = []
  const random: Random = (bytes) => {
    drawn.push(bytes)
    return webRandom(bytes)
  }
  const dataDir = temporaryFolder()
  const start = (folder: string) => within(folder, (database) => relayKey(database, random))
  const key = await start(dataDir)
  expect(drawn).toEqual([32])
  const message = Uint8Array.of(1, 2, 3)
  const signature = await key.sign(message)
  const publicKey = fromBase64url(key.publicKey) ?? new Uint8Array(0)
  expect(await verifySignature(publicKey, message, signature)).toBe(true)

  const again = await start(dataDir)
  expect(again.publicKey).toBe(key.publicKey)
  expect(await again.sign(message)).toEqual(signature)
  expect(drawn).toEqual([32])
  expect((await start(temporaryFolder())).publicKey).not.toBe(key.publicKey)
})
