import { type AgreementKey, chooseRoundSuite, type RoundSuite, webRandom } from "@tutti/crypto"
import { RegressionSpec } from "@tutti/protocol"
import { fromBase64url, toBase64url } from "@tutti/ring"
import { browserKeyShelf } from "../../admin/study-key/key-shelf.ts"
import { UnkeptKey } from "../../admin/study-key/unkept.ts"

const FILE = "tutti/result-key/1"

export type FreshResultKey = { publicKey: string; seed: Uint8Array<ArrayBuffer> }

/** What opens a regression's result: the key, and the study as its admin signed it. */
export type HeldResultKey = {
  suite: RoundSuite
  resultKey: AgreementKey
  spec: RegressionSpec
  /** The text it is kept as: a secret. */
  file: string
}

/** A new key that owners' reports are sealed to; one for each regression. */
export async function makeResultKey(): Promise<FreshResultKey> {
  const suite = await chooseRoundSuite()
  const seed = webRandom(32)
  return { publicKey: toBase64url((await suite.agreementKey(seed)).publicKey), seed }
}

/** Resolves when it is on the disk: reports to a key that is lost can never be opened. @throws {UnkeptKey} */
export function keepResultKey({ publicKey, seed }: FreshResultKey, spec: RegressionSpec): Promise<void> {
  return keep(publicKey, JSON.stringify({ file: FILE, seed: toBase64url(seed), spec }))
}

/** The key of such a file, kept in this browser; null for any other text. @throws {UnkeptKey} */
export async function importResultKey(text: string): Promise<HeldResultKey | null> {
  const held = await readResultKey(text)
  if (held !== null) await keep(toBase64url(held.resultKey.publicKey), text)
  return held
}

/** @returns null when this browser never had it. */
export async function findResultKey(publicKey: string): Promise<HeldResultKey | null> {
  const kept = await browserKeyShelf().find(publicKey)
  return kept && readResultKey(kept.file)
}

/** The key of such a file; null for any other text. */
export async function readResultKey(text: string): Promise<HeldResultKey | null> {
  const json = parseJson(text)
  if (typeof json !== "object" || json === null || !("file" in json && "seed" in json && "spec" in json))
    return null
  const seed = typeof json.seed === "string" ? fromBase64url(json.seed) : undefined
  const spec = RegressionSpec.safeParse(json.spec)
  if (json.file !== FILE || seed?.length !== 32 || !spec.success) return null
  const suite = await chooseRoundSuite()
  const resultKey = await suite.agreementKey(seed)
  const isItsOwn = spec.data.resultKey === toBase64url(resultKey.publicKey)
  return isItsOwn ? { suite, resultKey, spec: spec.data, file: text } : null
}

function keep(publicKey: string, file: string): Promise<void> {
  return browserKeyShelf()
    .keep({ publicKey, file })
    .catch((cause: unknown) => {
      throw new UnkeptKey("the result key could not be kept", { cause })
    })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
