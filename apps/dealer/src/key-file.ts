import { existsSync, readFileSync } from "node:fs"
import { type Identity, identityFromKeys, type Random } from "@tutti/crypto"
import { PublicKey } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import * as z from "zod"
import { writeDurably } from "./durable-file.ts"
import { DealerFileError } from "./file-error.ts"

const KeyFile = z.strictObject({
  file: z.literal("tutti/dealer-key/1"),
  publicKey: PublicKey,
  secretKey: PublicKey,
})

/**
 * The dealer's key pair: made at the first start, read again at every later one, because studies name its public half.
 * @throws {DealerFileError} for a file that holds something else.
 */
export async function dealerKey(path: string, random: Random): Promise<Identity> {
  if (!existsSync(path)) {
    const secretKey = random(32)
    const identity = await identityFromKeys({ secretKey })
    const publicKey = toBase64url(identity.publicKey)
    const content = { file: "tutti/dealer-key/1", publicKey, secretKey: toBase64url(secretKey) }
    writeDurably(path, `${JSON.stringify(content, null, 2)}\n`)
    return identity
  }
  const parsed = KeyFile.safeParse(parseJson(readFileSync(path, "utf8")))
  const secretKey = parsed.success ? fromBase64url(parsed.data.secretKey) : undefined
  const identity = secretKey && (await identityFromKeys({ secretKey }))
  if (identity === undefined || toBase64url(identity.publicKey) !== parsed.data?.publicKey)
    throw new DealerFileError(`${path} holds no dealer's key; name another file, or move this one away`)
  return identity
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON, and so no key: the parser has no other way to say so.
    return undefined
  }
}
